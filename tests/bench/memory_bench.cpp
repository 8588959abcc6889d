// 10,000 blocks in which all of 300 pools change, through replica and engine with the twelve presets. Fails if resident
// memory still grows after the first thousand, or is above 64 MiB at the end.

#include <cstdio>
#include <fstream>

#include <unistd.h>

#include "dexarb/config/strategies_file.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/market/market_replica.hpp"

#include "bench/block_market.hpp"

namespace dexarb::testing {
namespace {

constexpr int kBlocks = 10'000;
constexpr int kSettled = 1'000;
constexpr double kMostMib = 64.0;
/// What the allocator may still spread out by, once; a leak of eight bytes per pool and block would be 20 MiB.
constexpr double kToleranceMib = 4.0;

/// Resident pages of this process. Source: proc(5), statm.
double resident_mib() {
    std::ifstream statm{"/proc/self/statm"};
    double total = 0.0;
    double resident = 0.0;
    statm >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

struct Growth {
    double settled = 0.0;
    double end = 0.0;
    std::size_t opened = 0;
    std::size_t actions = 0;
};

Growth follow(double scatter) {
    const auto market = large_market();
    const auto presets = load_strategies(DEXARB_SOURCE_DIR "/configs/strategies.json", *market);
    check(presets && presets->strategies.size() == 12, "the shipped strategies load against this market");
    BlockSource blocks{market, scatter};
    MarketReplica replica{market};
    Engine engine{market, presets->configs(), {}};
    engine.on_snapshot(replica.start(blocks.header(), blocks.arrival(), blocks.states()));
    Growth growth;
    for (int i = 1; i <= kBlocks; ++i) {
        const BlockUpdate update = blocks.trade_everywhere_decoded();
        for (const EngineRecord& record : engine.on_snapshot(replica.apply(update).value())) {
            const auto* change = std::get_if<EpisodeChange>(&record);
            if (change != nullptr && change->phase == EpisodePhase::kOpen) ++growth.opened;
            if (std::holds_alternative<SimulatedTradeAction>(record)) ++growth.actions;
        }
        if (i == kSettled) growth.settled = resident_mib();
    }
    growth.end = resident_mib();
    return growth;
}

bool passes(double scatter) {
    const Growth growth = follow(scatter);
    const bool passed = growth.end <= kMostMib && growth.end - growth.settled <= kToleranceMib;
    std::printf(
        "memory_10000_blocks/scatter:%.0f,%.1f,MiB resident after %d blocks,%.1f after %d,%zu episodes,%zu "
        "actions,%s\n",
        scatter * 1e4, growth.end, kBlocks, growth.settled, kSettled, growth.opened, growth.actions,
        passed ? "ok" : "GROWS");
    return passed;
}

}  // namespace
}  // namespace dexarb::testing

int main() {
    return dexarb::testing::passes(0.004) ? 0 : 1;
}
