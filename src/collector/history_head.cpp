#include "dexarb/collector/history_head.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace dexarb {
namespace {

/// The words that a pool must know: those around each end of its span as far as `state` knows them around its price.
WordRange wanted_words(const ConcentratedState& state, const TickSpan& span) {
    const WordRange known = state.ticks->known();
    const WordRange all = all_words(state.tick_spacing);
    const std::int32_t present = bitmap_word(state.tick, state.tick_spacing);
    const std::int32_t lowest = bitmap_word(span.lowest, state.tick_spacing);
    const std::int32_t highest = bitmap_word(span.highest, state.tick_spacing);
    return {std::max(all.first, std::min(lowest, present) - (present - known.first)),
            std::min(all.last, std::max(highest, present) + (known.last - present))};
}

bool covers(const WordRange& known, const WordRange& wanted) {
    return known.first <= wanted.first && wanted.last <= known.last;
}

ConcentratedState* state_with_ticks(PoolReading& reading) {
    auto* state = reading.state ? std::get_if<ConcentratedState>(&*reading.state) : nullptr;
    return state != nullptr && !state->sqrt_price_x96.is_zero() ? state : nullptr;
}

Task<Result<void>> reach_over(PoolReader& reader, Hash block, PoolReading& reading, TickSpan span) {
    ConcentratedState* state = state_with_ticks(reading);
    if (state == nullptr) co_return Result<void>{};
    const WordRange wanted = wanted_words(*state, span);
    while (!covers(state->ticks->known(), wanted)) {
        auto further = co_await reader.read_further(block, reading.pool, state->ticks);
        if (!further) co_return std::move(further).error();
        state->ticks = *std::move(further);
    }
    co_return Result<void>{};
}

}  // namespace

void widen(std::vector<std::optional<TickSpan>>& spans, const std::vector<PastEvent>& events) {
    for (const PastEvent& past : events) {
        const auto* swap = std::get_if<SwapChange>(&past.event.change);
        if (swap == nullptr) continue;
        auto& span = spans[position(past.event.pool)];
        if (!span) span = TickSpan{swap->tick, swap->tick};
        span->lowest = std::min(span->lowest, swap->tick);
        span->highest = std::max(span->highest, swap->tick);
    }
}

Task<Result<std::vector<PoolReading>>> read_history_head(MarketDefinitionPtr market, ChainSource& source,
                                                         CollectorOptions options, BlockHeader head,
                                                         std::vector<std::optional<TickSpan>> spans) {
    PoolReader reader{market, source, options};
    reader.remember(head.id.hash);
    auto tokens = co_await reader.check_tokens(head.id.hash);
    if (!tokens) co_return std::move(tokens).error();
    std::vector<PoolIndex> pools;
    for (std::size_t i = 0; i < market->pools.size(); ++i)
        pools.push_back(PoolIndex(i));
    auto readings = co_await reader.read(head.id.hash, std::move(pools), std::nullopt);
    if (!readings) co_return std::move(readings).error();
    for (PoolReading& reading : *readings) {
        const auto span = spans[position(reading.pool)];
        if (!span) continue;
        auto reached = co_await reach_over(reader, head.id.hash, reading, *span);
        if (!reached) co_return std::move(reached).error();
    }
    auto still = co_await source.header_by_number(head.id.number);
    if (!still) co_return std::move(still).error();
    if (!*still || (*still)->id != head.id)
        co_return Error{ErrorCode::kNotFound,
                        "block " + std::to_string(head.id.number) + " was replaced while it was read"};
    co_return readings;
}

}  // namespace dexarb
