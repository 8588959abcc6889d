#include "unit/amm/reference_swap.hpp"

#include <algorithm>

#include "dexarb/amm/tick_math.hpp"

namespace dexarb::test {

namespace {

const cpp_int kQ96 = cpp_int{1} << 96;

cpp_int ceil_div(const cpp_int& a, const cpp_int& b) {
    return (a + b - 1) / b;
}

cpp_int amount0(const cpp_int& a, const cpp_int& b, const cpp_int& liquidity, bool up) {
    const cpp_int low = std::min(a, b);
    const cpp_int high = std::max(a, b);
    const cpp_int numerator = (liquidity << 96) * (high - low);
    return up ? ceil_div(ceil_div(numerator, high), low) : numerator / high / low;
}

cpp_int amount1(const cpp_int& a, const cpp_int& b, const cpp_int& liquidity, bool up) {
    const cpp_int numerator = liquidity * (std::max(a, b) - std::min(a, b));
    return up ? ceil_div(numerator, kQ96) : numerator / kQ96;
}

struct Step {
    cpp_int price;
    cpp_int in;
    cpp_int out;
    cpp_int fee;
};

struct From {
    cpp_int price;
    cpp_int target;
    cpp_int liquidity;
    std::uint32_t fee = 0;
};

cpp_int price_after_input(const From& from, const cpp_int& amount, bool down) {
    if (!down) return from.price + (amount << 96) / from.liquidity;
    const cpp_int numerator = from.liquidity << 96;
    const cpp_int product = amount * from.price;
    const cpp_int limit = cpp_int{1} << 256;
    if (product < limit && numerator + product < limit) return ceil_div(numerator * from.price, numerator + product);
    return ceil_div(numerator, numerator / from.price + amount);
}

cpp_int price_after_output(const From& from, const cpp_int& amount, bool down) {
    if (down) return from.price - ceil_div(amount << 96, from.liquidity);
    const cpp_int numerator = from.liquidity << 96;
    return ceil_div(numerator * from.price, numerator - amount * from.price);
}

Step reference_step(const From& from, bool exact_input, const cpp_int& remaining) {
    const bool down = from.price >= from.target;
    const auto in_to = [&](const cpp_int& price) {
        return down ? amount0(price, from.price, from.liquidity, true)
                    : amount1(price, from.price, from.liquidity, true);
    };
    const auto out_to = [&](const cpp_int& price) {
        return down ? amount1(price, from.price, from.liquidity, false)
                    : amount0(price, from.price, from.liquidity, false);
    };
    Step step;
    step.price = from.target;
    const cpp_int usable = exact_input ? cpp_int{remaining * (1'000'000 - from.fee) / 1'000'000} : remaining;
    if (usable < (exact_input ? in_to(from.target) : out_to(from.target)))
        step.price = exact_input ? price_after_input(from, usable, down) : price_after_output(from, usable, down);
    step.in = in_to(step.price);
    step.out = out_to(step.price);
    if (!exact_input) step.out = std::min(step.out, remaining);
    step.fee = exact_input && step.price != from.target ? cpp_int{remaining - step.in}
                                                        : ceil_div(step.in * from.fee, cpp_int{1'000'000 - from.fee});
    return step;
}

/// TickBitmap.nextInitializedTickWithinOneWord, clamped to the scale as the pool does.
NextTick next_stop(const std::set<std::int32_t>& ticks, std::int32_t spacing, std::int32_t tick, bool down) {
    const std::int32_t place = compressed_tick(tick, spacing) + (down ? 0 : 1);
    const std::int32_t first = (place >> 8) * 256 * spacing;
    const std::int32_t last = first + 255 * spacing;
    const auto above = ticks.upper_bound(tick);
    if (down && above != ticks.begin() && *std::prev(above) >= first) return {*std::prev(above), true};
    if (!down && above != ticks.end() && *above <= last) return {*above, true};
    return {std::clamp(down ? first : last, kMinTick, kMaxTick), false};
}

U256 narrow(const cpp_int& value) {
    return *u256_from_decimal(value.str());
}

}  // namespace

ReferenceResult reference_swap(const ConcentratedState& pool, const SwapRequest& request) {
    const bool down = request.zero_for_one;
    const bool exact_input = request.kind == SwapKind::kExactInput;
    const cpp_int limit = wide(request.sqrt_price_limit_x96);
    std::set<std::int32_t> ticks;
    for (const Tick& tick : pool.ticks->ticks())
        ticks.insert(tick.index);
    ReferenceResult at{0, 0, wide(pool.sqrt_price_x96), pool.tick, wide(U256{pool.liquidity}), 0};
    cpp_int remaining = wide(request.amount);
    while (remaining != 0 && at.sqrt_price != limit) {
        const NextTick stop = next_stop(ticks, pool.tick_spacing, at.tick, down);
        const cpp_int stop_price = wide(sqrt_ratio_at_tick(stop.index));
        const cpp_int target = down ? std::max(stop_price, limit) : std::min(stop_price, limit);
        const cpp_int start = at.sqrt_price;
        const Step step = reference_step({start, target, at.liquidity, pool.fee.value}, exact_input, remaining);
        at.sqrt_price = step.price;
        at.amount_in += step.in + step.fee;
        at.amount_out += step.out;
        remaining -= exact_input ? cpp_int{step.in + step.fee} : step.out;
        if (at.sqrt_price == stop_price) {
            if (stop.initialized) {
                const Tick& tick = pool.ticks->ticks()[pool.ticks->count_up_to(stop.index) - 1];
                at.liquidity += down ? -cpp_int{tick.liquidity_net} : cpp_int{tick.liquidity_net};
                ++at.ticks_crossed;
            }
            at.tick = down ? stop.index - 1 : stop.index;
        } else if (at.sqrt_price != start) {
            at.tick = tick_at_sqrt_ratio(narrow(at.sqrt_price));
        }
    }
    return at;
}

}  // namespace dexarb::test
