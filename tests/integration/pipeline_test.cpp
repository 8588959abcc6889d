#include <map>
#include <set>
#include <span>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/app/feed.hpp"
#include "dexarb/app/live_pipeline.hpp"
#include "dexarb/devnet/block_producer.hpp"
#include "dexarb/devnet/devnet_node.hpp"

#include "integration/pool_comparison.hpp"
#include "support/places.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kInterval = 20ms;

Setup shipped_setup() {
    CommandLine line;
    line.market_file = test::source_dir() / "configs/polygon.json";
    line.strategies_file = test::source_dir() / "configs/strategies.json";
    auto setup = load_setup(line);
    check(setup.has_value(), "the shipped files are valid");
    return std::move(*setup);
}

FeedOptions feed_options(std::string url) {
    FeedOptions options;
    options.url = std::move(url);
    options.block_interval = kInterval;
    options.audit.every = 5;
    return options;
}

/// Blocks come as they are read, unless half a second passes.
ProducerOptions as_read() {
    ProducerOptions script;
    script.waits_for_reader = true;
    script.reader_patience = 500ms;
    return script;
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
    explicit Pipeline(NetworkOptions options = long_memory()) : network{files.market, options} {}

    /// Follows `blocks` snapshots while the producer makes blocks as `script` says and the node fails as `faults` say.
    void follow(std::uint64_t blocks, ProducerOptions script, Intercept faults) {
        ASSERT_TRUE(node.start());
        script.block_interval = interval;
        BlockProducer producer{network, node.rpc(), std::move(script)};
        FeedOptions options = feed_options(node.url());
        options.every = every;
        if (every > 1) options.modelled_arrival = 300ms;
        auto feed = Feed::make(context.get_executor(), files, std::move(options));
        ASSERT_TRUE(feed) << feed.error().detail;
        Engine engine{files.market, files.strategies.configs(), engine_options(files)};
        RunLimits limits;
        limits.max_blocks = blocks;
        limits.duration = 600s;  // a run that hangs ends all the same
        RunObserver observer;
        observer.on_started = [&] {
            node.set_intercept(std::move(faults));
            boost::asio::co_spawn(context, producer.run(), boost::asio::detached);
        };
        observer.on_block = [&](const MarketSnapshot& snapshot) { compare(snapshot); };
        observer.on_records = [&](std::span<const EngineRecord> more) {
            records.insert(records.end(), more.begin(), more.end());
        };
        LivePipeline pipeline{(*feed)->collector(), engine, limits, observer};

        const auto ended = pipeline.run(context);

        EXPECT_TRUE(ended) << ended.error().detail;
        EXPECT_EQ(pipeline.blocks(), blocks) << "in time";
        counters = (*feed)->collector().counters();
        EXPECT_EQ(counters.audits.agreed, counters.audits.checks);
        EXPECT_GE(counters.audits.done, 2U);
        EXPECT_GE(counters.audits.checks, 100U);
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
    SimulatedNetwork network;
    DevnetNode node{context.get_executor(), network};
    std::uint64_t every = 1;
    std::chrono::milliseconds interval = kInterval;
    FeedCounters counters;
    std::vector<EngineRecord> records;
    std::set<Hash> published;
    BlockId newest;
    BlockNumber first = 0;
    std::uint64_t compared = 0;
};

TEST_F(Pipeline, EveryStateIsTheChainsOwnWhereAllGoesWell) {
    follow(150, as_read(), {});

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

    follow(150, as_read(), faults);

    EXPECT_GE(counters.failures, 7U) << "those of eth_getLogs at least";
    EXPECT_EQ(unpublished(), counters.skipped);
    EXPECT_EQ(counters.broken_pools, 0U);
}

TEST_F(Pipeline, EveryStateIsTheChainsOwnThroughReorganisationsAndWithheldBlocks) {
    ProducerOptions script = as_read();
    script.reorganisations = {{20, 1}, {40, 3}, {41, 2}, {60, 12}, {90, 40}};
    script.withheld = {{30, 4}, {110, 6}};

    follow(150, script, {});

    EXPECT_EQ(counters.undone, 1U + 3U + 2U + 12U + 40U);
    EXPECT_EQ(counters.fresh_starts, 0U);
    EXPECT_EQ(unpublished(), 0U);
    EXPECT_EQ(counters.broken_pools, 0U);
}

TEST_F(Pipeline, ReorganisationBeyondTheUndoDepthStartsAfresh) {
    ProducerOptions script = as_read();
    script.reorganisations = {{90, 70}};

    follow(130, script, {});

    EXPECT_EQ(counters.fresh_starts, 1U);
    EXPECT_EQ(counters.undone, 70U);
    EXPECT_EQ(counters.undone_beyond, 6U);
    EXPECT_GT(counters.skipped, 0U);
    EXPECT_EQ(unpublished(), counters.skipped);
}

TEST_F(Pipeline, AJumpOfFiveHundredBlocksIsOneFreshStartAndTheBlocksNotSeenAreCounted) {
    ProducerOptions script = as_read();
    interval = 5ms;
    script.withheld = {{30, 500}};

    follow(80, script, {});

    EXPECT_EQ(counters.fresh_starts, 1U);
    EXPECT_EQ(counters.undone, 0U);
    EXPECT_GE(counters.skipped, 499U);
    EXPECT_EQ(unpublished(), counters.skipped);
}

/// A node whose newest block is an hour old.
class PipelineOnOldBlocks : public Pipeline {
  protected:
    static NetworkOptions an_hour_ago() {
        NetworkOptions options = long_memory();
        options.chain.first_timestamp = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) - 1h;
        return options;
    }
    PipelineOnOldBlocks() : Pipeline{an_hour_ago()} {}
};

TEST_F(PipelineOnOldBlocks, NothingIsDecidedThoughRoutesAreOpen) {
    follow(100, as_read(), {});

    std::size_t rejects = 0;
    for (const EngineRecord& record : records) {
        EXPECT_FALSE(std::holds_alternative<SimulatedTradeAction>(record));
        const auto* reject = std::get_if<Reject>(&record);
        if (reject == nullptr) continue;
        EXPECT_EQ(reject->reason, RejectReason::kLateBlock);
        ++rejects;
    }
    EXPECT_GT(rejects, 0U) << "routes were open";
    EXPECT_EQ(counters.stale, 100U);
}

/// Blocks come as the head is asked for, eight at a time, so that nothing depends on how fast anybody is; with fewer
/// the block time that the feed learns from its own questions would grow.
TEST_F(Pipeline, EveryStateIsTheChainsOwnTenBlocksAtATimeThroughReorganisationsAndFaults) {
    every = 10;
    ProducerOptions script;
    script.reorganisations = {{25, 1}, {43, 3}, {44, 2}, {70, 12}, {101, 40}};
    BlockProducer producer{network, node.rpc(), script};
    const Intercept mine = [&producer](std::string_view, std::string_view params) -> std::optional<ScriptedReply> {
        for (int i = 0; i < 8 && params.find("latest") != std::string_view::npos; ++i)
            producer.produce();
        return std::nullopt;
    };
    const Intercept faults =
        first_of({mine, on_calls({"eth_getLogs", 3, 2}, reply_with_fault({-32000, "unknown block"})),
                  on_calls({"eth_feeHistory", 2, 1}, reply_with_fault({-32601, "no such method"})),
                  on_calls({"eth_call", 8, 1}, reply_with_nothing())});
    ProducerOptions nothing;
    nothing.blocks = 0;

    follow(200, nothing, faults);

    EXPECT_EQ(unpublished(), 0U);
    EXPECT_EQ(counters.fresh_starts, 0U);
    EXPECT_EQ(counters.broken_pools, 0U);
    EXPECT_GE(counters.failures, 2U);
    EXPECT_GE(counters.undone, 12U);
    EXPECT_GT(counters.interpolated, 100U);
}

TEST_F(Pipeline, StaleHeadChangesNothing) {
    const Intercept faults = [this, asked = 0](std::string_view method,
                                               std::string_view) mutable -> std::optional<ScriptedReply> {
        if (method == "eth_getBlockByNumber") node.rpc().hide_above({});
        if (method == "eth_getBlockByNumber" && ++asked % 7 == 0)
            node.rpc().hide_above(network.chain().head().header.number - 3);
        return std::nullopt;
    };

    follow(100, as_read(), faults);

    EXPECT_GT(counters.idle_polls, 0U);
    EXPECT_EQ(counters.undone, 0U);
    EXPECT_EQ(unpublished(), 0U);
}

}  // namespace
}  // namespace dexarb::testing
