// What a look for alerts costs the trading thread every second, and what the report that it does without would cost:
// the shipped twelve presets with their books and evidence.

#include <benchmark/benchmark.h>

#include "dexarb/app/session_alerts.hpp"
#include "dexarb/config/strategies_file.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/metrics/evidence.hpp"

#include "bench/block_market.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

constexpr std::size_t kBlocks = 400;
constexpr double kScatter = 0.02;  ///< Wide enough that all configurations trade.
constexpr std::size_t kEndpoints = 3;

/// Twelve presets after some blocks in each of which every pool trades, and what their trades support.
struct Run {
    Run() {
        BlockSource source{market, kScatter};
        MarketReplica replica{market};
        engine.on_snapshot(replica.start(source.header(), source.arrival(), source.states()));
        for (std::size_t i = 0; i < kBlocks; ++i)
            engine.on_snapshot(*replica.apply(source.trade_everywhere_decoded()));
        std::vector<TradeSamples> samples;
        for (std::size_t i = 0; i < engine.configs().size(); ++i)
            samples.push_back(engine.samples(ConfigIndex(i)));
        weighed = {std::make_shared<const Evidence>(weigh(samples, {})), kBlocks, ""};
        feed.head = source.header().id;
        feed.head_timestamp = source.header().timestamp;
        feed.stall_after = std::chrono::seconds{20};
        feed.endpoint = "https://node.example";
        for (std::size_t i = 0; i < kEndpoints; ++i) {
            EndpointStatus endpoint;
            endpoint.name = feed.endpoint;
            endpoint.state = "standby";
            for (const char* method : {"eth_getLogs", "eth_call", "eth_getBlockByNumber", "eth_chainId"})
                endpoint.calls.push_back({method, 1'000});
            feed.endpoints.push_back(endpoint);
        }
    }

    [[nodiscard]] RunReport report() const {
        RunContext context;
        context.feed = feed;
        context.evidence = weighed;
        return make_run_report(engine, std::move(context));
    }

    MarketDefinitionPtr market = large_market();
    Engine engine{market, load_strategies(DEXARB_SOURCE_DIR "/configs/strategies.json", *market)->configs(), {}};
    WeighedEvidence weighed;
    FeedStatus feed;
};

const Run& some_run() {
    static const Run run;
    return run;
}

void count_trades(benchmark::State& state, const Run& run) {
    std::uint64_t trades = 0;
    for (std::size_t i = 0; i < run.engine.configs().size(); ++i)
        trades += run.engine.metrics(ConfigIndex(i)).booked();
    state.counters["trades"] = static_cast<double>(trades);
}

void alert_look(benchmark::State& state) {
    const Run& run = some_run();
    AlertWatchLinks links;
    links.tell = [](Alert alert) { benchmark::DoNotOptimize(alert); };
    links.report = [&run] { return run.report(); };
    links.day = [](UtcDay) { return std::vector<ConfigDay>{}; };
    AlertWatch watch{{}, std::move(links)};
    for (auto unused : state)
        watch.on_look(glance_at(run.engine, run.feed, run.weighed), Timestamp{run.feed.head_timestamp});
    count_trades(state, run);
}
BENCHMARK(alert_look)->Unit(benchmark::kMicrosecond);

void whole_report(benchmark::State& state) {
    const Run& run = some_run();
    for (auto unused : state)
        benchmark::DoNotOptimize(run.report());
    count_trades(state, run);
}
BENCHMARK(whole_report)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace dexarb
