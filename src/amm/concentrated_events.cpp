#include "dexarb/amm/concentrated_events.hpp"

#include <optional>
#include <string>
#include <utility>

#include "dexarb/amm/tick_math.hpp"

namespace dexarb {

namespace {

Error contradiction(const std::string& what) {
    return Error{ErrorCode::kMalformed, what};
}

/// Whether a pool can be at this price and tick: the tick is the price's floor, or one less after a downward crossing
/// that ended on the tick's own price.
bool belong_together(const U256& sqrt_price, std::int32_t tick) {
    if (!is_valid_sqrt_price(sqrt_price)) return false;
    const std::int32_t floor = tick_at_sqrt_ratio(sqrt_price);
    return tick == floor || (tick == floor - 1 && sqrt_price == sqrt_ratio_at_tick(floor));
}

/// Active liquidity after moving between two ticks; nothing if not every word between them was read.
std::optional<u128> liquidity_between(const ConcentratedState& pool, std::int32_t tick) {
    const TickMap& map = *pool.ticks;
    if (!map.knows(pool.tick) || !map.knows(tick)) return std::nullopt;
    u128 liquidity = pool.liquidity;
    const std::size_t from = map.count_up_to(pool.tick);
    const std::size_t to = map.count_up_to(tick);
    for (std::size_t i = from; i < to; ++i)
        liquidity += static_cast<u128>(map.ticks()[i].liquidity_net);
    for (std::size_t i = from; i > to; --i)
        liquidity -= static_cast<u128>(map.ticks()[i - 1].liquidity_net);
    return liquidity;
}

}  // namespace

Result<ConcentratedState> apply_initialize(const ConcentratedState& pool, const U256& sqrt_price_x96,
                                           std::int32_t tick) {
    if (!pool.sqrt_price_x96.is_zero()) return contradiction("initialised twice");
    if (!belong_together(sqrt_price_x96, tick)) return contradiction("price and tick do not belong together");
    ConcentratedState after = pool;
    after.sqrt_price_x96 = sqrt_price_x96;
    after.tick = tick;
    return after;
}

Result<ConcentratedState> apply_swap(const ConcentratedState& pool, const SwapEvent& event) {
    if (pool.sqrt_price_x96.is_zero()) return contradiction("swap before initialisation");
    if (!belong_together(event.sqrt_price_x96, event.tick))
        return contradiction("price and tick do not belong together");
    const auto expected = liquidity_between(pool, event.tick);
    if (expected && *expected != event.liquidity) return contradiction("liquidity is not what the known ticks make it");
    ConcentratedState after = pool;
    after.sqrt_price_x96 = event.sqrt_price_x96;
    after.tick = event.tick;
    after.liquidity = event.liquidity;
    return after;
}

Result<ConcentratedState> apply_liquidity(const ConcentratedState& pool, std::int32_t lower, std::int32_t upper,
                                          i128 delta) {
    if (pool.sqrt_price_x96.is_zero()) return contradiction("liquidity before initialisation");
    auto ticks = pool.ticks->with_liquidity(lower, upper, delta);
    if (!ticks) return ticks.error();
    ConcentratedState after = pool;
    after.ticks = std::make_shared<const TickMap>(*std::move(ticks));
    if (pool.tick < lower || pool.tick >= upper) return after;
    after.liquidity += static_cast<u128>(delta);
    const bool wrapped = delta < 0 ? after.liquidity >= pool.liquidity : after.liquidity < pool.liquidity;
    if (wrapped)
        return Error{ErrorCode::kArithmetic,
                     delta < 0 ? "LS: active liquidity falls below zero" : "LA: active liquidity overflows"};
    return after;
}

}  // namespace dexarb
