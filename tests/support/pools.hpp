#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "dexarb/amm/concentrated_events.hpp"
#include "dexarb/amm/pool_state.hpp"
#include "dexarb/amm/tick_math.hpp"

namespace dexarb::test {

/// A square-root price of one, Q64.96.
inline const U256 kPriceOne = U256::power_of_two(96);

inline U256 decimal(std::string_view digits) {
    const auto value = u256_from_decimal(digits);
    check(value.has_value(), "a decimal number was expected");
    return *value;
}

/// A V3 pool of which every word is known: no position, no price.
inline ConcentratedState blank_pool(std::int32_t spacing, FeePpm fee) {
    ConcentratedState pool;
    pool.tick_spacing = spacing;
    pool.fee = fee;
    pool.ticks = std::make_shared<const TickMap>(TickMap::make(spacing, all_words(spacing), {}).value());
    return pool;
}

/// The same at a price, still without a position.
inline ConcentratedState pool_at_price(std::int32_t spacing, FeePpm fee, const U256& sqrt_price) {
    return apply_initialize(blank_pool(spacing, fee), sqrt_price, tick_at_sqrt_ratio(sqrt_price)).value();
}

inline ConcentratedState with_position(const ConcentratedState& pool, std::int32_t lower, std::int32_t upper,
                                       u128 liquidity) {
    return apply_liquidity(pool, lower, upper, static_cast<i128>(liquidity)).value();
}

/// The same pool as a reader would know it that read only these words.
inline ConcentratedState with_known_words(const ConcentratedState& pool, WordRange known) {
    std::vector<Tick> ticks;
    for (const Tick& tick : pool.ticks->ticks())
        if (known.contains(bitmap_word(tick.index, pool.tick_spacing))) ticks.push_back(tick);
    ConcentratedState narrowed = pool;
    narrowed.ticks = std::make_shared<const TickMap>(TickMap::make(pool.tick_spacing, known, ticks).value());
    return narrowed;
}

}  // namespace dexarb::test
