// A recording through reader and engine: 100 pools, the shipped twelve presets, one pool in a hundred changed by a
// block.

#include <cstdio>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "dexarb/config/market_file.hpp"
#include "dexarb/config/strategies_file.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/journal/recording_reader.hpp"
#include "dexarb/journal/recording_writer.hpp"

#include "bench/block_market.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

constexpr std::size_t kPools = 100;
constexpr std::size_t kBlocks = 20'000;

MarketDefinitionPtr hundred_pools() {
    MarketDefinition market = *large_market();
    market.pools.resize(kPools);
    const auto has_two = [&](const PairDefinition& pair) {
        const auto serves = [&](const PoolDefinition& pool) {
            return pool.token0 == pair.base || pool.token1 == pair.base;
        };
        return std::ranges::count_if(market.pools, serves) >= 2;
    };
    std::erase_if(market.pairs, [&](const PairDefinition& pair) { return !has_two(pair); });
    return std::make_shared<const MarketDefinition>(std::move(market));
}

std::vector<StrategyConfig> presets(const MarketDefinition& market) {
    return load_strategies(DEXARB_SOURCE_DIR "/configs/strategies.json", market)->configs();
}

/// A recording of blocks in each of which one pool of a hundred trades.
class Recorded {
  public:
    explicit Recorded(std::uint64_t blocks_per_frame)
        : market{hundred_pools()}, path{std::filesystem::temp_directory_path() / "dexarb-replay-bench.dxrec"} {
        std::filesystem::remove(path);
        auto writer = RecordingWriter::create(path.string(), "{}");
        BlockSource source{market, 0.0015};
        MarketReplica replica{market};
        add(*writer, replica.start(source.header(), source.arrival(), source.states()));
        std::vector<PoolEvent> due;
        BlockHeader header = source.header();
        for (std::size_t i = 1; i < kBlocks; ++i) {
            if (due.empty()) due = source.trade_everywhere_decoded().events;
            BlockUpdate update;
            update.header = child_of(header);
            update.arrival = update.header.timestamp + std::chrono::milliseconds{300};
            update.events = {due.back()};
            due.pop_back();
            header = update.header;
            add(*writer, *replica.apply(update));
            if (i % blocks_per_frame == 0) [[maybe_unused]]
                const auto cut = writer->cut();
        }
        [[maybe_unused]] const auto ended = writer->end({.incomplete_from = 0, .evidence = {}});
        bytes = std::filesystem::file_size(path);
    }
    ~Recorded() { std::filesystem::remove(path); }

    MarketDefinitionPtr market;
    std::filesystem::path path;
    std::uint64_t bytes = 0;

  private:
    static void add(RecordingWriter& writer, const SnapshotPtr& snapshot) {
        [[maybe_unused]] const auto added = writer.add({snapshot, {}});
    }
    static BlockHeader child_of(const BlockHeader& parent) {
        BlockHeader header = parent;
        header.parent = parent.id.hash;
        header.id = {parent.id.number + 1, keccak256(parent.id.hash.bytes)};
        header.timestamp += std::chrono::seconds{2};
        return header;
    }
};

void tell(benchmark::State& state, const Recorded& recorded) {
    state.counters["blocks_per_s"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * kBlocks, benchmark::Counter::kIsRate);
    state.counters["bytes_per_block"] = static_cast<double>(recorded.bytes) / kBlocks;
}

/// The time of one block is the figure: iterations are whole recordings.
template <typename Use>
void each_block(benchmark::State& state, std::uint64_t blocks_per_frame, Use use) {
    const Recorded recorded{blocks_per_frame};
    for (auto unused : state) {
        auto reader = RecordingReader::open(recorded.path.string());
        reader->set_market(recorded.market);
        use(recorded, *reader);
    }
    tell(state, recorded);
}

void read_recording(benchmark::State& state) {
    each_block(state, 1000, [](const Recorded&, RecordingReader& reader) {
        for (auto item = reader.next(); item && *item; item = reader.next())
            benchmark::DoNotOptimize(**item);
    });
}
BENCHMARK(read_recording)->Unit(benchmark::kMillisecond);

void replay_with(benchmark::State& state, std::uint64_t blocks_per_frame) {
    each_block(state, blocks_per_frame, [](const Recorded& recorded, RecordingReader& reader) {
        Engine engine{recorded.market, presets(*recorded.market), {}};
        for (auto item = reader.next(); item && *item; item = reader.next())
            benchmark::DoNotOptimize(engine.on_snapshot(std::get<SnapshotPtr>((**item).item)));
        engine.finish();
    });
}

void replay_recording(benchmark::State& state) {
    replay_with(state, 1000);
}
BENCHMARK(replay_recording)->Unit(benchmark::kMillisecond);

/// As a live run cuts its frames, every second block.
void replay_live_frames(benchmark::State& state) {
    replay_with(state, 2);
}
BENCHMARK(replay_live_frames)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace dexarb
