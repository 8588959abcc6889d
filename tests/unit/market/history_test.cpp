#include "dexarb/market/history.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/random.hpp"
#include "support/random_feed.hpp"
#include "support/replica_chain.hpp"

namespace dexarb {
namespace {

using testing::block_header;

constexpr BlockNumber kFrom = 1000;
constexpr BlockNumber kTo = 1200;

/// What a collector saw, block by block, and the events behind it.
struct Seen {
    MarketDefinitionPtr market;
    std::vector<SnapshotPtr> snapshots;
    std::vector<PastEvent> events;
};

std::vector<std::optional<PoolState>> states_of(const MarketSnapshot& snapshot) {
    std::vector<std::optional<PoolState>> states;
    for (const auto& pool : *snapshot.pools)
        states.push_back(pool ? std::optional{pool->state} : std::nullopt);
    return states;
}

LiquidityChange random_liquidity(const ConcentratedState& pool, test::Random& random) {
    const std::int32_t place = compressed_tick(pool.tick, pool.tick_spacing);
    const auto lower = (place + static_cast<std::int32_t>(random.between(-6, 3))) * pool.tick_spacing;
    const auto upper = lower + static_cast<std::int32_t>(random.between(1, 8)) * pool.tick_spacing;
    return {lower, upper, static_cast<i128>(random.between(1, 1'000'000'000))};
}

PoolChange random_change(const PoolState& state, test::Random& random) {
    if (std::holds_alternative<ConstantProductState>(state))
        return SyncChange{random.magnitude(90).low_u64() | 1U, random.magnitude(90).low_u64() | 1U};
    const auto& pool = std::get<ConcentratedState>(state);
    if (random.between(0, 2) == 0) return random_liquidity(pool, random);
    SwapRequest request;
    request.zero_for_one = random.coin();
    request.amount = random.magnitude(50);
    request.sqrt_price_limit_x96 = extreme_sqrt_price_limit(request.zero_for_one);
    const SwapResult result = swap(pool, request).value();
    return SwapChange{result.sqrt_price_x96, result.liquidity, result.tick};
}

/// A market followed live from `kFrom` to `kTo`, a few changes in each block; the first two pools have none.
Seen follow(std::uint64_t seed) {
    Seen seen;
    testing::RandomFeedOptions options;
    options.seed = seed;
    options.blocks = 1;
    const auto feed = testing::random_feed(options);
    seen.market = feed.market;
    MarketReplica replica{seen.market, 0};
    const BlockHeader first = block_header(kFrom);
    seen.snapshots.push_back(replica.start(first, Timestamp{first.timestamp} + std::chrono::milliseconds{300},
                                           states_of(*std::get<SnapshotPtr>(feed.items.front()))));
    test::Random random{seed};
    while (replica.head()->number() < kTo) {
        std::vector<std::pair<PoolIndex, PoolChange>> changes;
        std::vector<std::optional<PoolState>> now = states_of(*replica.head());
        for (auto count = random.between(0, 4); count > 0; --count) {
            const auto place = static_cast<std::size_t>(random.between(2, static_cast<std::int64_t>(now.size()) - 1));
            if (!now[place]) continue;
            PoolChange change = random_change(*now[place], random);
            now[place] = changed_by(*now[place], change).value();
            changes.emplace_back(PoolIndex(place), std::move(change));
        }
        const BlockUpdate update = testing::child_of(replica.head()->header, std::move(changes));
        for (const PoolEvent& event : update.events)
            seen.events.push_back({update.header.id.number, event});
        seen.snapshots.push_back(replica.apply(update).value());
    }
    return seen;
}

/// The history as a fetcher brings it: headers of blocks with events, of both ends and of every 64th.
History fetched(const Seen& seen, BlockNumber from, BlockNumber to) {
    History history{from, to};
    FetchedPiece blocks{{HistoryPiece::Kind::kBlocks, from, kTo}, {}, {}, {}};
    std::ranges::copy_if(seen.events, std::back_inserter(blocks.events),
                         [from](const PastEvent& past) { return past.block >= from; });
    FetchedPiece fees{{HistoryPiece::Kind::kFees, from, to}, {}, {}, {}};
    for (BlockNumber number = from; number <= to; ++number) {
        const MarketSnapshot& snapshot = *seen.snapshots[number - kFrom];
        const bool has_events =
            std::ranges::any_of(seen.events, [number](const PastEvent& past) { return past.block == number; });
        if (has_events || number == from || number == to || number % 64 == 0) blocks.headers.push_back(snapshot.header);
        fees.base_fees.push_back(snapshot.header.base_fee_wei);
    }
    history.add(std::move(fees));
    history.add(std::move(blocks));
    history.arrange();
    return history;
}

std::vector<SnapshotPtr> walk(const Seen& seen, const History& history) {
    const PastMarket past = wind_back(history, kTo, states_of(*seen.snapshots.back()));
    HistoryWalk walk{seen.market, history.events(), past.pasts};
    std::vector<SnapshotPtr> snapshots;
    const auto headers = history.headers();
    EXPECT_TRUE(headers) << headers.error().detail;
    for (const PastHeader& header : *headers)
        snapshots.push_back(
            walk.next(header.header, Timestamp{header.header.timestamp} + std::chrono::milliseconds{300}).value());
    return snapshots;
}

TEST(History, EqualsWhatWasSeenLiveFromWhenEachPoolIsCertain) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const Seen seen = follow(seed);
        for (const BlockNumber from : {kFrom, kFrom + 1, kFrom + 77, kTo - 5, kTo}) {
            const auto snapshots = walk(seen, fetched(seen, from, kTo));
            ASSERT_EQ(snapshots.size(), kTo - from + 1);
            for (const SnapshotPtr& snapshot : snapshots)
                for (std::size_t pool = 0; pool < snapshot->pools->size(); ++pool) {
                    const Pool* known = snapshot->pool(PoolIndex(pool));
                    const Pool* live = seen.snapshots[snapshot->number() - kFrom]->pool(PoolIndex(pool));
                    if (known == nullptr) continue;
                    ASSERT_NE(live, nullptr);
                    EXPECT_TRUE(same_pool_state(known->state, live->state)) << snapshot->number();
                    EXPECT_EQ(known->last_event_block, std::max(live->last_event_block, from));
                }
        }
    }
}

TEST(History, OfAllBlocksIsTheLiveOneButForPoolsNotYetCertain) {
    const Seen seen = follow(4);
    const auto snapshots = walk(seen, fetched(seen, kFrom, kTo));
    const auto all_known = [&](const SnapshotPtr& snapshot) {
        return std::ranges::equal(
            *snapshot->pools, *seen.snapshots[snapshot->number() - kFrom]->pools, {},
            [](const auto& pool) { return pool != nullptr; }, [](const auto& pool) { return pool != nullptr; });
    };
    const auto first = std::ranges::find_if(snapshots, all_known);
    ASSERT_NE(first, snapshots.end());
    ASSERT_LT((*first)->number(), kTo - 50);

    for (auto snapshot = first + 1; snapshot != snapshots.end(); ++snapshot) {
        MarketSnapshot comparable = **snapshot;
        const MarketSnapshot& live = *seen.snapshots[comparable.number() - kFrom];
        comparable.header.id.hash = live.header.id.hash;  // A hash that nobody told is zero.
        comparable.header.parent = live.header.parent;
        EXPECT_EQ(testing::difference(comparable, live), "");
    }
}

TEST(History, PoolsWithoutATellingEventAreLeftOutWithTheReason) {
    const Seen seen = follow(5);
    auto states = states_of(*seen.snapshots.back());
    states[1] = std::nullopt;
    const History history = fetched(seen, kTo - 3, kTo - 2);

    const PastMarket past = wind_back(history, kTo, states);

    EXPECT_TRUE(past.pasts[0]);
    EXPECT_EQ(past.obstacles[1], "its state at the head could not be read");
    for (std::size_t pool = 0; pool < states.size(); ++pool)
        EXPECT_EQ(past.pasts[pool].has_value(), past.obstacles[pool].empty());
}

TEST(History, HeadersOfTwoBranchesAreRefused) {
    History history{10, 11};
    history.add({{HistoryPiece::Kind::kFees, 10, 11}, {}, {}, {30'000'000'000, 30'000'000'000}});
    history.add({{HistoryPiece::Kind::kBlocks, 10, 11}, {}, {block_header(10), block_header(11, 1, 1)}, {}});
    history.arrange();

    const auto headers = history.headers();

    ASSERT_FALSE(headers);
    EXPECT_EQ(headers.error().detail, "block 11 was replaced while the past was read");
}

TEST(History, BaseFeesThatContradictAHeaderAreRefused) {
    History history{10, 10};
    history.add({{HistoryPiece::Kind::kFees, 10, 10}, {}, {}, {1}});
    history.add({{HistoryPiece::Kind::kBlocks, 10, 10}, {}, {block_header(10)}, {}});
    history.arrange();

    EXPECT_FALSE(history.headers());
}

TEST(History, BlocksWithoutAHeaderAreModelledAndSaySo) {
    History history{10, 14};
    history.add({{HistoryPiece::Kind::kFees, 10, 14}, {}, {}, std::vector<std::uint64_t>(5, 30'000'000'000)});
    history.add({{HistoryPiece::Kind::kBlocks, 10, 14}, {}, {block_header(14), block_header(10)}, {}});
    history.arrange();

    const auto headers = history.headers().value();

    ASSERT_EQ(headers.size(), 5U);
    EXPECT_TRUE(headers[1].is_modelled && headers[2].is_modelled && headers[3].is_modelled);
    EXPECT_EQ(headers[2].header.timestamp, block_header(12).timestamp);
    EXPECT_EQ(headers[2].header.id.hash, Hash{});
    EXPECT_EQ(headers[3].header.id.hash, block_header(13).id.hash);
    EXPECT_FALSE(headers[4].is_modelled);
}

}  // namespace
}  // namespace dexarb
