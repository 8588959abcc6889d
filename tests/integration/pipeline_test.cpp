#include <map>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/app/feed.hpp"
#include "dexarb/app/live_pipeline.hpp"
#include "dexarb/devnet/block_producer.hpp"
#include "dexarb/devnet/devnet_node.hpp"

#include "integration/pool_comparison.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kInterval = 20ms;

Setup shipped_setup() {
    CommandLine line;
    line.market_file = DEXARB_SOURCE_DIR "/configs/polygon.json";
    line.strategies_file = DEXARB_SOURCE_DIR "/configs/strategies.json";
    auto setup = load_setup(line);
    check(setup.has_value(), "the shipped files are valid");
    return std::move(*setup);
}

FeedOptions feed_options(std::string url) {
    FeedOptions options;
    options.url = std::move(url);
    options.block_interval = kInterval;
    return options;
}

NetworkOptions long_memory() {
    NetworkOptions options;
    options.chain.history = 4096;
    return options;
}

/// Feed, engine and pipeline in one thread with a node that does not behave. Every published snapshot is held against
/// the simulated chain's own state at that block hash.
class Pipeline : public ::testing::Test {
  protected:
    /// Follows `blocks` snapshots while the producer makes blocks as `script` says and the node fails as `faults` say.
    void follow(std::uint64_t blocks, ProducerOptions script, Intercept faults) {
        ASSERT_TRUE(node.start());
        script.block_interval = kInterval;
        BlockProducer producer{network, node.rpc(), std::move(script)};
        auto feed = Feed::make(context.get_executor(), files, feed_options(node.url()));
        ASSERT_TRUE(feed) << feed.error().detail;
        Engine engine{files.market, files.strategies.configs(), engine_options(files)};
        RunLimits limits;
        limits.max_blocks = blocks;
        limits.duration = 60s;
        RunObserver observer;
        observer.on_started = [&] {
            node.set_intercept(std::move(faults));
            boost::asio::co_spawn(context, producer.run(), boost::asio::detached);
        };
        observer.on_block = [&](const MarketSnapshot& snapshot) { compare(snapshot); };
        LivePipeline pipeline{(*feed)->collector(), engine, limits, observer};

        const auto ended = pipeline.run(context);

        EXPECT_TRUE(ended) << ended.error().detail;
        EXPECT_EQ(pipeline.blocks(), blocks) << "in time";
        counters = (*feed)->collector().counters();
    }

    void compare(const MarketSnapshot& snapshot) {
        const SimulatedBlockPtr block = network.chain().find(snapshot.header.id.hash);
        ASSERT_TRUE(block) << "a snapshot of no block";
        EXPECT_EQ(snapshot.header.base_fee_wei, block->header.base_fee->low_u64());
        EXPECT_EQ(snapshot.header.parent, block->header.parent_hash);
        for (std::size_t i = 0; i < snapshot.pools->size(); ++i) {
            const auto& ours = (*snapshot.pools)[i];
            if (ours == nullptr) continue;
            const auto& theirs = (*block->world)[i];
            ASSERT_TRUE(theirs != nullptr) << "pool " << i << " at block " << snapshot.number();
            EXPECT_EQ(difference(ours->state, theirs->pool.state), "")
                << "pool " << i << " at block " << snapshot.number();
            ++compared;
        }
        published.insert(snapshot.header.id.hash);
        newest = snapshot.header.id;
        if (first == 0) first = snapshot.number();
    }

    /// Canonical blocks from the first to the newest snapshot that were never published.
    std::uint64_t unpublished() const {
        std::uint64_t count = 0;
        for (BlockNumber number = first; number <= newest.number; ++number)
            count += published.contains(network.chain().at(number)->header.hash) ? 0U : 1U;
        return count;
    }

    boost::asio::io_context context{1};
    dexarb::Setup files = shipped_setup();
    SimulatedNetwork network{files.market, long_memory()};
    DevnetNode node{context.get_executor(), network};
    FeedCounters counters;
    std::set<Hash> published;
    BlockId newest;
    BlockNumber first = 0;
    std::uint64_t compared = 0;
};

TEST_F(Pipeline, EveryStateIsTheChainsOwnWhereAllGoesWell) {
    follow(150, {}, {});

    EXPECT_GT(compared, 150U * 60U);
    EXPECT_EQ(unpublished(), 0U);
    EXPECT_EQ(counters.broken_pools, 0U);
    EXPECT_EQ(counters.failures, 0U);
}

TEST_F(Pipeline, EveryStateIsTheChainsOwnThoughTheNodeFails) {
    const Intercept faults =
        first_of({on_calls({"eth_getLogs", 10, 3}, reply_with_fault({-32000, "unknown block"})),
                  on_calls({"eth_getLogs", 25, 2}, reply_with_http(502, "<html>bad gateway</html>")),
                  on_calls({"eth_getBlockByNumber", 30, 2}, reply_with_nothing()),
                  on_calls({"eth_getBlockByNumber", 60, 1}, reply_too_many_requests(1s)),
                  on_calls({"eth_getLogs", 60, 1}, reply_with_nothing()),
                  on_calls({"eth_getBlockByHash", 5, 2}, reply_with_fault({-32603, "internal error"})),
                  on_calls({"eth_getLogs", 70, 1}, reply_with_http(200, R"({"jsonrpc":"2.0","id":)"))});

    follow(150, {}, faults);

    EXPECT_GE(counters.failures, 7U) << "those of eth_getLogs at least";
    EXPECT_EQ(unpublished(), counters.skipped);
    EXPECT_EQ(counters.broken_pools, 0U);
}

TEST_F(Pipeline, EveryStateIsTheChainsOwnThroughReorganisationsAndWithheldBlocks) {
    ProducerOptions script;
    script.reorganisations = {{20, 1}, {40, 3}, {41, 2}, {60, 12}, {90, 40}};
    script.withheld = {{30, 4}, {110, 6}};
    script.waits_for_reader = true;
    script.reader_patience = 500ms;

    follow(150, script, {});

    EXPECT_EQ(counters.undone, 1U + 3U + 2U + 12U + 40U);
    EXPECT_EQ(counters.fresh_starts, 0U);
    EXPECT_EQ(unpublished(), 0U);
    EXPECT_EQ(counters.broken_pools, 0U);
}

TEST_F(Pipeline, ReorganisationBeyondTheUndoDepthStartsAfresh) {
    ProducerOptions script;
    script.reorganisations = {{90, 70}};
    script.waits_for_reader = true;
    script.reader_patience = 500ms;

    follow(130, script, {});

    EXPECT_EQ(counters.fresh_starts, 1U);
    EXPECT_GE(counters.undone, 64U);
    EXPECT_GT(counters.skipped, 0U);
    EXPECT_EQ(unpublished(), counters.skipped + 70U - counters.undone) << "deeper ones are no longer known";
}

TEST_F(Pipeline, StaleHeadChangesNothing) {
    const Intercept faults = [this, asked = 0](std::string_view method,
                                               std::string_view) mutable -> std::optional<ScriptedReply> {
        if (method == "eth_getBlockByNumber") node.rpc().hide_above({});
        if (method == "eth_getBlockByNumber" && ++asked % 7 == 0)
            node.rpc().hide_above(network.chain().head().header.number - 3);
        return std::nullopt;
    };

    follow(100, {}, faults);

    EXPECT_GT(counters.idle_polls, 0U);
    EXPECT_EQ(counters.undone, 0U);
    EXPECT_EQ(unpublished(), 0U);
}

}  // namespace
}  // namespace dexarb::testing
