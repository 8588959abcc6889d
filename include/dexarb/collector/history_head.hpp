#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/collector/pool_reader.hpp"
#include "dexarb/market/history.hpp"

namespace dexarb {

/// The ticks between which a pool's price moved.
struct TickSpan {
    std::int32_t lowest = 0;
    std::int32_t highest = 0;
};

/// Widens the spans, one per pool, by the swaps among `events`; nothing stands for a pool without any.
void widen(std::vector<std::optional<TickSpan>>& spans, const std::vector<PastEvent>& events);

/// All pools of the market after `head`, one reading each, with ticks as far around every price that the pool had as
/// they reach around its price now. kInvalidInput for a token that is not what the market file says; `head` no longer
/// being the chain's is kNotFound.
[[nodiscard]] Task<Result<std::vector<PoolReading>>> read_history_head(MarketDefinitionPtr market, ChainSource& source,
                                                                       CollectorOptions options, BlockHeader head,
                                                                       std::vector<std::optional<TickSpan>> spans);

}  // namespace dexarb
