#include <algorithm>
#include <utility>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {
namespace {

bool is_on_known_words(const ConcentratedState& state) {
    return state.ticks->knows(state.tick);
}

bool needs_reading(const PoolState* state) {
    if (state == nullptr) return true;
    const auto* concentrated = std::get_if<ConcentratedState>(state);
    return concentrated != nullptr && !concentrated->sqrt_price_x96.is_zero() && !is_on_known_words(*concentrated);
}

void sort_unique(std::vector<PoolIndex>& pools) {
    std::ranges::sort(pools);
    const auto repeated = std::ranges::unique(pools);
    pools.erase(repeated.begin(), repeated.end());
}

}  // namespace

Task<Result<void>> PoolStateCollector::mend() {
    std::vector<PoolIndex> again = pools_to_read_again();
    std::vector<PoolIndex> further;
    for (const PoolIndex pool : std::exchange(wanted_, {})) {
        const PoolState* state = replica_.state(pool);
        const auto* concentrated = state == nullptr ? nullptr : std::get_if<ConcentratedState>(state);
        if (concentrated == nullptr || concentrated->sqrt_price_x96.is_zero()) continue;
        if (is_on_known_words(*concentrated)) further.push_back(pool);
    }
    sort_unique(further);
    if (!again.empty()) {
        auto read = co_await read_again(std::move(again));
        if (!read) co_return std::move(read).error();
    }
    for (const PoolIndex pool : further) {
        auto read = co_await read_further(pool);
        if (!read) co_return std::move(read).error();
    }
    co_return Result<void>{};
}

Task<Result<void>> PoolStateCollector::read_again(std::vector<PoolIndex> pools) {
    const SnapshotPtr head = replica_.head();
    PriceTable prices = *head->prices;
    auto readings = co_await reader_.read(head->header.id.hash, std::move(pools), std::move(prices));
    if (!readings) co_return std::move(readings).error();
    for (PoolReading& reading : *readings) {
        auto state = std::exchange(reading.state, std::nullopt);
        if (state && replica_.state(reading.pool) == nullptr) ++counters_.mended_pools;
        if (state) replica_.trust(reading.pool, *std::move(state));
        readings_[position(reading.pool)] = std::move(reading);
    }
    co_return Result<void>{};
}

Task<Result<void>> PoolStateCollector::read_further(PoolIndex pool) {
    const auto known = std::get<ConcentratedState>(*replica_.state(pool)).ticks;
    if (known->known() == all_words(known->spacing())) co_return Result<void>{};
    auto wider = co_await reader_.read_further(replica_.head()->header.id.hash, pool, known);
    if (!wider) co_return std::move(wider).error();
    if (!replica_.extend_ticks(pool, *std::move(wider))) replica_.distrust(pool);
    co_return Result<void>{};
}

/// Those that are not certain, and those whose price moved beyond the ticks known of them, which no quote can enter.
std::vector<PoolIndex> PoolStateCollector::pools_to_read_again() const {
    std::vector<PoolIndex> pools;
    for (const PoolReading& reading : readings_) {
        const bool is_there = reading.status != PoolStatus::kMissing && reading.status != PoolStatus::kMismatch;
        if (is_there && needs_reading(replica_.state(reading.pool))) pools.push_back(reading.pool);
    }
    return pools;
}

}  // namespace dexarb
