// From the last byte of a block's log answer to the decisions of the twelve presets: the path of `run`, with the body
// of the answer handed over in memory instead of by a socket. Targets: 400 us where all of 300 pools changed, 2 us
// where nothing did. Floor: simdjson reading the same bytes.

#include <algorithm>
#include <chrono>

#include <benchmark/benchmark.h>
#include <boost/asio/io_context.hpp>
#include <simdjson.h>

#include "dexarb/async/run.hpp"
#include "dexarb/collector/event_decoder.hpp"
#include "dexarb/collector/rpc_chain_source.hpp"
#include "dexarb/config/strategies_file.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/market/market_replica.hpp"

#include "bench/block_market.hpp"

namespace dexarb::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr benchmark::IterationCount kBlocks = 1000;

/// A node whose next answer is laid ready; remembers when its last byte was handed over.
class ReadyNode final : public Transport {
  public:
    void lay_ready(const std::string& result) {
        answer_.body = R"({"jsonrpc":"2.0","id":)" + std::to_string(++id_) + R"(,"result":)" + result + "}";
        answer_.body.shrink_to_fit();
    }
    [[nodiscard]] Clock::time_point last_byte() const { return last_byte_; }

    Task<Result<HttpResponse>> post(std::string, std::chrono::milliseconds) override {
        last_byte_ = Clock::now();
        co_return std::move(answer_);
    }
    [[nodiscard]] const TransportStats& stats() const override { return stats_; }

  private:
    HttpResponse answer_;
    TransportStats stats_;
    std::uint64_t id_ = 0;
    Clock::time_point last_byte_;
};

/// Times of one stage over all blocks, in nanoseconds.
class Samples {
  public:
    void add(Clock::duration time) { values_.push_back(std::chrono::duration<double, std::nano>(time).count()); }
    [[nodiscard]] double at(double share) {
        const auto place = values_.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values_.size()));
        std::ranges::nth_element(values_, place);
        return *place;
    }

  private:
    std::vector<double> values_;
};

struct Stages {
    Samples logs, events, replica, engine, whole;
    std::size_t open = 0;
    std::size_t blocks = 0;
};

std::vector<StrategyConfig> twelve_presets(const MarketDefinition& market) {
    const auto file = load_strategies(DEXARB_SOURCE_DIR "/configs/strategies.json", market);
    check(file && file->strategies.size() == 12, "the shipped strategies load against this market");
    return file->configs();
}

/// A group of the one endpoint behind `node`, which it owns.
std::shared_ptr<EndpointGroup> only_endpoint(ReadyNode* node) {
    auto client = std::make_shared<RpcClient>(std::unique_ptr<Transport>{node}, "memory", RpcClientOptions{});
    return std::make_shared<EndpointGroup>(std::vector{std::move(client)}, EndpointGroupOptions{});
}

/// The daemon's rooms behind the socket, as the collector and the session use them.
struct Daemon {
    Daemon(MarketDefinitionPtr definition, const BlockSource& blocks)
        : market{std::move(definition)},
          node{new ReadyNode},
          source{only_endpoint(node), *market},
          decoder{*market},
          replica{market},
          engine{market, twelve_presets(*market), {}} {
        engine.on_snapshot(replica.start(blocks.header(), blocks.arrival(), blocks.states()));
    }

    MarketDefinitionPtr market;
    ReadyNode* node;
    RpcChainSource source;
    EventDecoder decoder;
    MarketReplica replica;
    Engine engine;
};

/// One block: what PoolStateCollector::complete_block and the session do with its logs.
Task<void> take_block(Daemon& daemon, const BlockSource& blocks, Stages& stages) {
    auto logs = co_await daemon.source.logs(blocks.header().id);
    const auto decoded = Clock::now();
    BlockUpdate update;
    update.header = blocks.header();
    update.arrival = blocks.arrival();
    update.events = daemon.decoder.decode(update.header.id, logs.value()).value();
    const auto known = Clock::now();
    const SnapshotPtr snapshot = daemon.replica.apply(update).value();
    const auto applied = Clock::now();
    benchmark::DoNotOptimize(daemon.engine.on_snapshot(snapshot));
    const auto decided = Clock::now();
    stages.logs.add(decoded - daemon.node->last_byte());
    stages.events.add(known - decoded);
    stages.replica.add(applied - known);
    stages.engine.add(decided - applied);
    stages.whole.add(decided - daemon.node->last_byte());
}

void report(benchmark::State& state, Stages& stages) {
    state.counters["p50_ns"] = stages.whole.at(0.5);
    state.counters["p99_ns"] = stages.whole.at(0.99);
    state.counters["logs_ns"] = stages.logs.at(0.5);
    state.counters["events_ns"] = stages.events.at(0.5);
    state.counters["replica_ns"] = stages.replica.at(0.5);
    state.counters["engine_ns"] = stages.engine.at(0.5);
    state.counters["open"] = static_cast<double>(stages.open) / static_cast<double>(stages.blocks);
}

std::size_t open_routes(const Engine& engine, Broadcast<PoolUpdateEvent>::Cursor& cursor) {
    const PoolUpdateEvent* event = engine.events().read(cursor);
    return event == nullptr ? 0 : event->scan.opportunities.size();
}

enum class Blocks { kAllChanged, kNothingChanged };

Task<void> follow(benchmark::State& state, Daemon& daemon, BlockSource& blocks, Blocks kind) {
    Stages stages;
    auto cursor = daemon.engine.events().subscribe();
    while (state.KeepRunning()) {
        kind == Blocks::kAllChanged ? blocks.trade_everywhere() : blocks.pass();
        daemon.node->lay_ready(blocks.logs_json());
        co_await take_block(daemon, blocks, stages);
        stages.open += open_routes(daemon.engine, cursor);
        ++stages.blocks;
        // The mean means little beside blocks of other kinds; the counters tell.
        state.SetIterationTime(1e-6);
    }
    report(state, stages);
}

void run_blocks(benchmark::State& state, Blocks kind, double scatter) {
    const auto market = large_market();
    BlockSource blocks{market, scatter};
    Daemon daemon{market, blocks};
    boost::asio::io_context context;
    run(context, follow(state, daemon, blocks, kind));
}

/// `scatter` in hundredths of a percent: how far the pools of a pair disagree, and so how many routes open.
void block_all_changed(benchmark::State& state) {
    run_blocks(state, Blocks::kAllChanged, static_cast<double>(state.range(0)) / 10'000.0);
}
BENCHMARK(block_all_changed)->ArgName("scatter")->Arg(15)->Arg(25)->Arg(40)->Iterations(kBlocks)->UseManualTime();

void block_nothing_changed(benchmark::State& state) {
    run_blocks(state, Blocks::kNothingChanged, 0.0015);
}
BENCHMARK(block_nothing_changed)->Iterations(20 * kBlocks)->UseManualTime();

/// simdjson reading answers of the same blocks into a tree: less than what a daemon must do with them.
void floor_parse(benchmark::State& state, Blocks kind) {
    const auto market = large_market();
    BlockSource blocks{market, 0.0015};
    simdjson::dom::parser parser;
    Samples samples;
    while (state.KeepRunning()) {
        kind == Blocks::kAllChanged ? blocks.trade_everywhere() : blocks.pass();
        std::string answer = blocks.logs_json();
        answer.shrink_to_fit();
        const auto start = Clock::now();
        benchmark::DoNotOptimize(parser.parse(answer).error());
        samples.add(Clock::now() - start);
        state.SetIterationTime(1e-6);
    }
    state.counters["p50_ns"] = samples.at(0.5);
    state.counters["p99_ns"] = samples.at(0.99);
}
void floor_parse_all_changed(benchmark::State& state) {
    floor_parse(state, Blocks::kAllChanged);
}
void floor_parse_nothing_changed(benchmark::State& state) {
    floor_parse(state, Blocks::kNothingChanged);
}
BENCHMARK(floor_parse_all_changed)->Iterations(kBlocks)->UseManualTime();
BENCHMARK(floor_parse_nothing_changed)->Iterations(20 * kBlocks)->UseManualTime();

}  // namespace
}  // namespace dexarb::testing
