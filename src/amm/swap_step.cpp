#include "dexarb/amm/swap_step.hpp"

#include "dexarb/amm/sqrt_price_math.hpp"

namespace dexarb {

namespace {

bool sells_token0(const SwapStepInput& from) {
    return from.sqrt_price >= from.sqrt_price_target;
}

U256 input_to(const SwapStepInput& from, const U256& sqrt_price) {
    return sells_token0(from) ? amount0_delta(sqrt_price, from.sqrt_price, from.liquidity, Rounding::kUp)
                              : amount1_delta(from.sqrt_price, sqrt_price, from.liquidity, Rounding::kUp);
}

U256 output_to(const SwapStepInput& from, const U256& sqrt_price) {
    return sells_token0(from) ? amount1_delta(sqrt_price, from.sqrt_price, from.liquidity, Rounding::kDown)
                              : amount0_delta(from.sqrt_price, sqrt_price, from.liquidity, Rounding::kDown);
}

/// `amount` and the fee that belongs to it, rounded up.
std::optional<U256> with_fee(const U256& amount, FeePpm fee) {
    const auto part = mul_div_rounding_up(amount, U256{fee.value}, U256{kFeeUnit - fee.value});
    if (!part) return std::nullopt;
    return amount + *part;
}

std::optional<SwapStep> input_step(const SwapStepInput& from, const U256& remaining) {
    const auto less_fee = mul_div(remaining, U256{kFeeUnit - from.fee.value}, U256{kFeeUnit});
    const U256 to_target = input_to(from, from.sqrt_price_target);
    U256 next = from.sqrt_price_target;
    if (*less_fee < to_target) {
        const auto short_of =
            next_sqrt_price_from_input(from.sqrt_price, from.liquidity, *less_fee, sells_token0(from));
        if (!short_of) return std::nullopt;
        next = *short_of;
    }
    const U256 amount_out = output_to(from, next);
    // Short of the target the whole remainder is spent: what the price did not take is fee.
    if (next != from.sqrt_price_target) return SwapStep{next, remaining, amount_out};
    const auto amount_in = with_fee(to_target, from.fee);
    if (!amount_in) return std::nullopt;
    return SwapStep{next, *amount_in, amount_out};
}

std::optional<SwapStep> output_step(const SwapStepInput& from, const U256& remaining) {
    SwapStep step{from.sqrt_price_target, {}, output_to(from, from.sqrt_price_target)};
    if (remaining < step.amount_out) {
        const auto next = next_sqrt_price_from_output(from.sqrt_price, from.liquidity, remaining, sells_token0(from));
        if (!next) return std::nullopt;
        step.sqrt_price = *next;
        if (*next != from.sqrt_price_target) step.amount_out = output_to(from, *next);
    }
    if (step.amount_out > remaining) step.amount_out = remaining;
    const auto amount_in = with_fee(input_to(from, step.sqrt_price), from.fee);
    if (!amount_in) return std::nullopt;
    step.amount_in = *amount_in;
    return step;
}

}  // namespace

std::optional<SwapStep> compute_swap_step(const SwapStepInput& from, SwapKind kind, const U256& remaining) {
    return kind == SwapKind::kExactInput ? input_step(from, remaining) : output_step(from, remaining);
}

}  // namespace dexarb
