#include "report/swap_trace.hpp"

#include <algorithm>

#include "dexarb/amm/swap_step.hpp"
#include "dexarb/amm/tick_math.hpp"

namespace dexarb {
namespace {

u128 after_crossing(u128 liquidity, const Tick& tick, bool downwards) {
    const auto net = static_cast<u128>(tick.liquidity_net);
    return downwards ? liquidity - net : liquidity + net;
}

const Tick& tick_at(const TickMap& map, std::int32_t index) {
    return map.ticks()[map.count_up_to(index) - 1];
}

}  // namespace

std::vector<TracedStep> trace_swap(const ConcentratedState& pool, bool zero_for_one, const U256& amount_in,
                                   std::size_t most) {
    std::vector<TracedStep> steps;
    U256 price = pool.sqrt_price_x96;
    U256 remaining = amount_in;
    std::int32_t tick = pool.tick;
    u128 liquidity = pool.liquidity;
    const U256 limit = extreme_sqrt_price_limit(zero_for_one);
    while (!remaining.is_zero() && price != limit && !price.is_zero() && steps.size() < most) {
        const auto next = pool.ticks->next_initialized_within_one_word(tick, zero_for_one);
        if (!next) break;
        const std::int32_t index = std::clamp(next->index, kMinTick, kMaxTick);
        const U256 at_tick = sqrt_ratio_at_tick(index);
        const U256 target = zero_for_one ? std::max(at_tick, limit) : std::min(at_tick, limit);
        const auto step = compute_swap_step({price, target, liquidity, pool.fee}, SwapKind::kExactInput, remaining);
        if (!step) break;
        steps.push_back({price, step->sqrt_price, liquidity, step->amount_in, step->amount_out, {}});
        remaining -= step->amount_in;
        price = step->sqrt_price;
        if (price != at_tick) break;
        tick = zero_for_one ? index - 1 : index;
        if (!next->initialized) continue;
        steps.back().crossed = tick_at(*pool.ticks, index);
        liquidity = after_crossing(liquidity, *steps.back().crossed, zero_for_one);
    }
    return steps;
}

}  // namespace dexarb
