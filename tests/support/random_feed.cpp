#include "support/random_feed.hpp"

#include <array>
#include <utility>

#include "dexarb/amm/tick_math.hpp"
#include "dexarb/market/market_replica.hpp"

#include "support/market_builder.hpp"
#include "support/random.hpp"
#include "support/replica_chain.hpp"

namespace dexarb::testing {
namespace {

struct Quoted {
    TokenIndex base;
    double usd;
};
constexpr std::array<Quoted, 3> kQuoted{{{kWeth, 2000.0}, {kWmatic, 0.1}, {kWbtc, 60'000.0}}};

class FeedMaker {
  public:
    explicit FeedMaker(const RandomFeedOptions& options) : options_{options}, random_{options.seed} {
        builder_.add_pair(kWmatic, kUsdc).add_pair(kWbtc, kUsdc);
        for (std::size_t i = 0; i < options.pools; ++i)
            add_pool(i);
        feed_.market = builder_.market();
        replica_ = std::make_unique<MarketReplica>(feed_.market);
    }

    RandomFeed make() {
        start(options_.first_block);
        while (blocks_ < options_.blocks) {
            if (options_.trouble_one_in > 0 && one_in(options_.trouble_one_in)) trouble();
            next_block();
        }
        return std::move(feed_);
    }

  private:
    static const Quoted& quoted(std::size_t pool) { return kQuoted[pool / 2 % kQuoted.size()]; }

    void add_pool(std::size_t index) {
        const Quoted& token = quoted(index);
        if (index % 2 == 0) {
            builder_.add(PairPool{.base = token.base, .price = token.usd});
            return;
        }
        RangePool pool{.base = token.base, .price = token.usd};
        const std::int32_t centre = tick_at_sqrt_ratio(sqrt_price_x96(token.base, kUsdc, token.usd)) / 10 * 10;
        const auto depth = range_state(pool).liquidity;
        for (std::int32_t i = 1; i <= 12; ++i)
            pool.positions.push_back({centre - 200 * i, centre + 200 * i, depth / 4});
        const std::int32_t word = bitmap_word(centre, 10);
        pool.known = WordRange{word - 3, word + 3};
        builder_.add(pool);
    }

    bool one_in(std::size_t n) { return random_.next() % n == 0; }
    PoolIndex any_pool() { return PoolIndex(random_.next() % options_.pools); }

    void start(BlockNumber number) {
        std::vector<std::optional<PoolState>> states;
        for (std::size_t i = 0; i < options_.pools; ++i) {
            const bool missing = options_.trouble_one_in > 0 && random_.next() % 20 == 0;
            states.push_back(missing ? std::nullopt : std::optional{builder_.state(PoolIndex(i))});
        }
        const BlockHeader header = block_header(number, branch_, branch_);
        hand_over(replica_->start(header, next_arrival(header), std::move(states)));
    }

    Timestamp next_arrival(const BlockHeader& header) {
        const Timestamp seen = header.timestamp + std::chrono::milliseconds{random_.between(200, 900)};
        arrival_ = std::max(seen, arrival_ + std::chrono::milliseconds{1});
        return arrival_;
    }

    void hand_over(SnapshotPtr snapshot) {
        feed_.items.emplace_back(std::move(snapshot));
        ++blocks_;
    }

    void next_block() {
        const BlockHeader& head = replica_->head()->header;
        BlockUpdate update = child_of(head, changes(), branch_);
        update.header.base_fee_wei = static_cast<std::uint64_t>(random_.between(20, 60)) * 1'000'000'000;
        update.arrival = next_arrival(update.header);
        update.late = options_.trouble_one_in > 0 && one_in(30);
        auto snapshot = replica_->apply(update);
        check(snapshot.has_value(), "a random block follows its parent");
        hand_over(*snapshot);
    }

    std::vector<std::pair<PoolIndex, PoolChange>> changes() {
        std::vector<std::pair<PoolIndex, PoolChange>> list;
        for (std::size_t i = 0; i < options_.changes; ++i) {
            const PoolIndex pool = any_pool();
            if (const PoolState* state = replica_->state(pool)) add_change(list, pool, *state);
        }
        return list;
    }

    /// At most one event a pool, so that each is true of the state before the block.
    void add_change(std::vector<std::pair<PoolIndex, PoolChange>>& list, PoolIndex pool, const PoolState& state) {
        for (const auto& [other, change] : list)
            if (other == pool) return;
        const double drift = 1.0 + static_cast<double>(random_.between(-80, 80)) / 10'000.0;
        const double price = quoted(position(pool)).usd * drift;
        const TokenIndex base = quoted(position(pool)).base;
        const auto* range = std::get_if<ConcentratedState>(&state);
        if (range == nullptr) {
            const auto pair = pair_state(PairPool{.base = base, .price = price});
            list.emplace_back(pool, SyncChange{pair.reserve0, pair.reserve1});
        } else if (one_in(5)) {
            list.emplace_back(pool, liquidity_change(*range));
        } else {
            const auto after = at_sqrt_price(*range, sqrt_price_x96(base, kUsdc, price));
            list.emplace_back(pool, SwapChange{after.sqrt_price_x96, after.liquidity, after.tick});
        }
    }

    LiquidityChange liquidity_change(const ConcentratedState& pool) {
        const std::int32_t centre = pool.tick / 10 * 10;
        const auto reach = static_cast<std::int32_t>(random_.between(1, 30)) * 100;
        const auto amount = static_cast<i128>(random_.between(1, 1'000'000'000'000));
        return {centre - reach, centre + reach, amount};
    }

    void trouble() {
        const PoolIndex pool = any_pool();
        switch (random_.next() % 5) {
            case 0:
                return replica_->distrust(pool);
            case 1:
                return replica_->trust(pool, builder_.state(pool));
            case 2:
                return extend(pool);
            case 3:
                return undo();
            default:
                if (one_in(4)) start(replica_->head()->number() + 70);
        }
    }

    void extend(PoolIndex pool) {
        const PoolState* state = replica_->state(pool);
        const auto* range = state == nullptr ? nullptr : std::get_if<ConcentratedState>(state);
        if (range == nullptr) return;
        const WordRange words{range->ticks->known().last + 1, range->ticks->known().last + 2};
        const std::int32_t far = words.first * 256 * range->tick_spacing;
        auto wider = range->ticks->extended(words, {{far, 1'000'000, -1'000'000}});
        if (wider) replica_->extend_ticks(pool, std::make_shared<const TickMap>(*std::move(wider)));
    }

    void undo() {
        const BlockNumber head = replica_->head()->number();
        const BlockNumber fork = head - static_cast<BlockNumber>(random_.between(1, 6));
        const auto block = replica_->block_at(fork);
        if (!block || !replica_->undo_to(*block)) return;
        ++branch_;
        feed_.items.emplace_back(Undone{fork});
    }

    RandomFeedOptions options_;
    test::Random random_;
    MarketBuilder builder_;
    std::unique_ptr<MarketReplica> replica_;
    RandomFeed feed_;
    std::size_t blocks_ = 0;
    std::uint8_t branch_ = 0;
    Timestamp arrival_;
};

std::string state_text(const PoolState& state) {
    if (const auto* pair = std::get_if<ConstantProductState>(&state))
        return to_decimal(U256{pair->reserve0}) + "/" + to_decimal(U256{pair->reserve1}) + "/" +
               std::to_string(pair->fee.value);
    const auto& range = std::get<ConcentratedState>(state);
    std::string text = to_decimal(range.sqrt_price_x96) + "/" + std::to_string(range.tick) + "/" +
                       to_decimal(U256{range.liquidity}) + "/" + std::to_string(range.tick_spacing) + "/" +
                       std::to_string(range.fee.value) + "/" + std::to_string(range.ticks->known().first) + ".." +
                       std::to_string(range.ticks->known().last);
    for (const Tick& tick : range.ticks->ticks())
        text += " " + std::to_string(tick.index) + ":" + to_decimal(U256{tick.liquidity_gross}) + ":" +
                to_decimal(U256{static_cast<u128>(tick.liquidity_net)});
    return text;
}

std::string pool_text(const Pool* pool) {
    if (pool == nullptr) return "uncertain";
    return state_text(pool->state) + " event " + std::to_string(pool->last_event_block) + " mid " +
           (pool->mid_atto_usd ? to_decimal(*pool->mid_atto_usd) : "none");
}

bool same(const ConstantProductState& a, const ConstantProductState& b) {
    return a == b;
}

bool same(const ConcentratedState& a, const ConcentratedState& b) {
    return a.sqrt_price_x96 == b.sqrt_price_x96 && a.tick == b.tick && a.liquidity == b.liquidity &&
           a.tick_spacing == b.tick_spacing && a.fee == b.fee && *a.ticks == *b.ticks;
}

/// To the last tick, without the cost of a text.
bool same(const Pool* a, const Pool* b) {
    if (a == nullptr || b == nullptr) return a == b;
    if (a->state.index() != b->state.index() || a->last_event_block != b->last_event_block) return false;
    if (a->mid_atto_usd != b->mid_atto_usd) return false;
    const auto equal = [&](const auto& state) {
        return same(state, std::get<std::decay_t<decltype(state)>>(b->state));
    };
    return std::visit(equal, a->state);
}

std::string header_text(const MarketSnapshot& snapshot) {
    const BlockHeader& header = snapshot.header;
    return std::to_string(header.id.number) + " " + to_string(header.id.hash) + " " + to_string(header.parent) + " " +
           std::to_string(header.timestamp.time_since_epoch().count()) + " " + std::to_string(header.base_fee_wei) +
           " " + std::to_string(snapshot.arrival.time_since_epoch().count()) + (snapshot.late ? " late" : "") +
           (snapshot.after_gap ? " after a gap" : "");
}

}  // namespace

RandomFeed random_feed(const RandomFeedOptions& options) {
    return FeedMaker{options}.make();
}

std::string difference(const MarketSnapshot& a, const MarketSnapshot& b) {
    if (header_text(a) != header_text(b)) return header_text(a) + " is not " + header_text(b);
    if (a.changed != b.changed) return "other pools changed";
    if (*a.prices != *b.prices) return "other prices";
    for (std::size_t i = 0; i < a.pools->size(); ++i) {
        const Pool* one = (*a.pools)[i].get();
        const Pool* other = (*b.pools)[i].get();
        if (!same(one, other))
            return "pool " + std::to_string(i) + ": " + pool_text(one) + " is not " + pool_text(other);
    }
    return {};
}

}  // namespace dexarb::testing
