#include "dexarb/devnet/simulated_network.hpp"

#include <algorithm>
#include <ranges>

#include <gtest/gtest.h>

#include "dexarb/market/market_replica.hpp"
#include "dexarb/rpc/pool_events.hpp"

#include "support/polygon_market.hpp"

namespace dexarb {
namespace {

NetworkOptions options_with_seed(std::uint64_t seed) {
    NetworkOptions options;
    options.flow.seed = seed;
    return options;
}

/// A log as the market room takes it.
struct ChangeOf {
    std::optional<PoolChange> operator()(const std::monostate&) const { return std::nullopt; }
    std::optional<PoolChange> operator()(const SyncLog& log) const { return SyncChange{log.reserve0, log.reserve1}; }
    std::optional<PoolChange> operator()(const InitializeLog& log) const {
        return InitializeChange{log.sqrt_price_x96, log.tick};
    }
    std::optional<PoolChange> operator()(const SwapLog& log) const {
        return SwapChange{log.sqrt_price_x96, log.liquidity, log.tick};
    }
    std::optional<PoolChange> operator()(const MintLog& log) const {
        return LiquidityChange{log.tick_lower, log.tick_upper, static_cast<i128>(log.amount)};
    }
    std::optional<PoolChange> operator()(const BurnLog& log) const {
        return LiquidityChange{log.tick_lower, log.tick_upper, -static_cast<i128>(log.amount)};
    }
};

BlockHeader header_of(const SimulatedBlock& block) {
    BlockHeader header;
    header.id = block.header.id();
    header.parent = block.header.parent_hash;
    header.timestamp = std::chrono::sys_seconds{std::chrono::seconds{block.header.timestamp}};
    header.base_fee_wei = block.header.base_fee->low_u64();
    return header;
}

BlockUpdate update_of(const MarketDefinition& market, const SimulatedBlock& block) {
    BlockUpdate update;
    update.header = header_of(block);
    update.arrival = update.header.timestamp + std::chrono::milliseconds{300};
    for (const RpcLog& log : block.logs) {
        const auto event = decode_pool_log(log);
        EXPECT_TRUE(event) << event.error().detail;
        const auto change = std::visit(ChangeOf{}, *event);
        if (change)
            update.events.push_back({*find_pool(market, log.address), log.transaction_index, log.log_index, *change});
    }
    return update;
}

MarketReplica replica_at(const MarketDefinitionPtr& market, const SimulatedBlock& block) {
    std::vector<std::optional<PoolState>> states;
    for (const auto& entry : *block.world)
        states.push_back(entry ? std::optional{entry->pool.state} : std::nullopt);
    MarketReplica replica{market};
    static_cast<void>(replica.start(header_of(block), Timestamp{}, std::move(states)));
    return replica;
}

bool same_state(const PoolState& a, const PoolState& b) {
    if (const auto* pair = std::get_if<ConstantProductState>(&a)) return *pair == std::get<ConstantProductState>(b);
    const auto& left = std::get<ConcentratedState>(a);
    const auto& right = std::get<ConcentratedState>(b);
    return left.sqrt_price_x96 == right.sqrt_price_x96 && left.tick == right.tick &&
           left.liquidity == right.liquidity && *left.ticks == *right.ticks;
}

void expect_same_pools(const MarketSnapshot& snapshot, const SimulatedBlock& block) {
    for (std::size_t i = 0; i < block.world->size(); ++i) {
        const auto& entry = (*block.world)[i];
        const Pool* pool = snapshot.pool(PoolIndex(i));
        ASSERT_EQ(pool == nullptr, entry == nullptr) << i;
        ASSERT_TRUE(entry == nullptr || same_state(pool->state, entry->pool.state)) << "pool " << i;
    }
}

TEST(SimulatedNetwork, SameSeedGivesTheSameBlocksToTheHash) {
    const auto market = testing::polygon_market();
    SimulatedNetwork one{market, options_with_seed(7)};
    SimulatedNetwork other{market, options_with_seed(7)};

    one.mine(40);
    other.mine(40);

    EXPECT_EQ(one.chain().head().header.hash, other.chain().head().header.hash);
}

TEST(SimulatedNetwork, AnotherSeedGivesOtherBlocks) {
    const auto market = testing::polygon_market();
    SimulatedNetwork one{market, options_with_seed(7)};
    SimulatedNetwork other{market, options_with_seed(8)};

    EXPECT_NE(one.mine(3).header.hash, other.mine(3).header.hash);
}

TEST(SimulatedNetwork, LogsAloneRebuildEveryPoolBlockByBlock) {
    const auto market = testing::polygon_market();
    SimulatedNetwork network{market, options_with_seed(3)};
    MarketReplica replica = replica_at(market, network.chain().head());

    for (int i = 0; i < 200; ++i) {
        const SimulatedBlock& block = network.mine();
        const auto snapshot = replica.apply(update_of(*market, block));
        ASSERT_TRUE(snapshot) << snapshot.error().detail;
        ASSERT_TRUE(replica.take_broken().empty());
        expect_same_pools(**snapshot, block);
    }
}

TEST(SimulatedNetwork, FlowShowsEveryKindOfEvent) {
    SimulatedNetwork network{testing::polygon_market(), options_with_seed(1)};
    std::vector<std::size_t> seen(std::variant_size_v<PoolLogEvent>);

    for (int i = 0; i < 120; ++i)
        for (const RpcLog& log : network.mine().logs)
            ++seen[decode_pool_log(log)->index()];

    EXPECT_TRUE(std::ranges::all_of(seen, [](std::size_t count) { return count > 0; }));
}

TEST(SimulatedNetwork, PoolsHoldEnoughForTheirState) {
    SimulatedNetwork network{testing::polygon_market(), options_with_seed(5)};

    network.mine(150);

    for (const auto& entry : *network.chain().head().world) {
        EXPECT_LT(entry->balance0.bit_length(), 200U) << "a balance fell below zero";
        EXPECT_LT(entry->balance1.bit_length(), 200U) << "a balance fell below zero";
        if (const auto* pair = std::get_if<ConstantProductState>(&entry->pool.state)) {
            EXPECT_EQ(entry->balance0, U256{pair->reserve0});
            EXPECT_EQ(entry->balance1, U256{pair->reserve1});
        }
    }
}

TEST(SimulatedNetwork, HeadersFormAChainThatPolygonCouldHave) {
    SimulatedNetwork network{testing::polygon_market(), options_with_seed(2)};
    RpcHeader parent = network.chain().head().header;

    for (int i = 0; i < 100; ++i) {
        const RpcHeader header = network.mine().header;
        EXPECT_EQ(header.number, parent.number + 1);
        EXPECT_EQ(header.parent_hash, parent.hash);
        EXPECT_EQ(header.timestamp, parent.timestamp + 2);
        const double step = header.base_fee->to_double() / parent.base_fee->to_double();
        EXPECT_GE(step, 0.9499);
        EXPECT_LE(step, 1.0501);
        parent = header;
    }
}

TEST(SimulatedNetwork, BloomAdmitsEveryLogOfItsBlock) {
    SimulatedNetwork network{testing::polygon_market(), options_with_seed(2)};

    const SimulatedBlock& block = network.mine(5);

    ASSERT_FALSE(block.logs.empty());
    for (const RpcLog& log : block.logs) {
        EXPECT_TRUE(may_contain(block.header.logs_bloom, log.address.bytes));
        EXPECT_TRUE(may_contain(block.header.logs_bloom, log.topics[0].bytes));
    }
    EXPECT_FALSE(may_contain(block.header.logs_bloom, Address{}.bytes));
}

TEST(SimulatedNetwork, LogsAreNumberedThroughTheBlockAndTheirTransactions) {
    SimulatedNetwork network{testing::polygon_market(), options_with_seed(2)};
    const SimulatedBlock& block = network.mine(6);

    for (std::size_t i = 0; i < block.logs.size(); ++i) {
        const RpcLog& log = block.logs[i];
        EXPECT_EQ(log.log_index, i);
        EXPECT_EQ(log.block_hash, block.header.hash);
        EXPECT_EQ(log.block_number, block.header.number);
        EXPECT_EQ(log.transaction_hash, block.transactions[log.transaction_index].hash);
    }
}

TEST(SimulatedNetwork, ReorganisationReplacesBlocksAndKeepsTheOldOnesAsUncles) {
    SimulatedNetwork network{testing::polygon_market(), options_with_seed(4)};
    network.mine(10);
    const SimulatedBlockPtr fork = network.chain().at(network.chain().head().header.number - 3);
    const SimulatedBlockPtr old_head = network.chain().find(network.chain().head().header.hash);

    network.reorganise(3);

    const SimulatedChain& chain = network.chain();
    EXPECT_EQ(chain.head().header.number, old_head->header.number + 1);
    EXPECT_TRUE(chain.is_canonical(*fork));
    EXPECT_EQ(chain.at(fork->header.number + 1)->header.parent_hash, fork->header.hash);
    EXPECT_NE(chain.at(old_head->header.number)->header.hash, old_head->header.hash);
    ASSERT_NE(chain.find(old_head->header.hash), nullptr);
    EXPECT_FALSE(chain.is_canonical(*old_head));
}

TEST(SimulatedNetwork, ReplicaFollowsTheNewBranch) {
    const auto market = testing::polygon_market();
    SimulatedNetwork network{market, options_with_seed(4)};
    MarketReplica replica = replica_at(market, network.chain().head());
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(replica.apply(update_of(*market, network.mine())));
    const BlockId fork = network.chain().at(network.chain().head().header.number - 4)->header.id();

    network.reorganise(4);
    ASSERT_TRUE(replica.undo_to(fork));
    for (BlockNumber number = fork.number + 1; number <= network.chain().head().header.number; ++number)
        ASSERT_TRUE(replica.apply(update_of(*market, *network.chain().at(number))));

    expect_same_pools(*replica.head(), network.chain().head());
}

TEST(SimulatedNetwork, OldBlocksAreForgottenBeyondTheHistory) {
    NetworkOptions options = options_with_seed(1);
    options.chain.history = 130;
    SimulatedNetwork network{testing::polygon_market(), options};
    const Hash genesis = network.chain().head().header.hash;

    network.mine(140);

    EXPECT_EQ(network.chain().find(genesis), nullptr);
    EXPECT_EQ(network.chain().oldest(), network.chain().head().header.number - 129);
    EXPECT_NE(network.chain().at(network.chain().oldest())->world, nullptr);
}

TEST(SimulatedNetwork, OddPoolsAreWhatTheyAreFor) {
    const auto market = testing::polygon_market();
    NetworkOptions options = options_with_seed(1);
    options.genesis.missing = {PoolIndex{14}};
    SimulatedNetwork network{market, options};
    const WorldState& world = *network.chain().head().world;
    const auto with_role = [&](PoolRole role) {
        return static_cast<std::size_t>(std::ranges::find(network.roles(), role) - network.roles().begin());
    };

    EXPECT_EQ(world[14], nullptr);
    const auto& empty = std::get<ConstantProductState>(world[with_role(PoolRole::kEmpty)]->pool.state);
    EXPECT_TRUE(empty.reserve0 == 0 && empty.reserve1 == 0);
    const std::size_t off = with_role(PoolRole::kOffMarket);
    EXPECT_NEAR(mid_price(*market, PoolIndex(off), world[off]->pool.state), 0.14, 0.001);
    EXPECT_LT(with_role(PoolRole::kShallow), world.size());
}

TEST(SimulatedNetwork, PoolsOutsideTheBusyPairsGoMissingAndOddOnesStayInside) {
    NetworkOptions options = options_with_seed(1);
    options.genesis.busy_pairs = 1;
    options.genesis.missing_every = 4;
    SimulatedNetwork network{testing::polygon_market(), options};
    const auto count = [&](PoolRole role) { return std::ranges::count(network.roles(), role); };

    EXPECT_EQ(count(PoolRole::kMissing), 3);
    EXPECT_EQ(count(PoolRole::kEmpty) + count(PoolRole::kShallow) + count(PoolRole::kOffMarket), 0);
    EXPECT_TRUE(std::ranges::all_of(network.roles() | std::views::take(4),
                                    [](PoolRole role) { return role == PoolRole::kLive; }));
}

}  // namespace
}  // namespace dexarb
