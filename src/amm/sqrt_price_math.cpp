#include "dexarb/amm/sqrt_price_math.hpp"

#include "dexarb/base/check.hpp"

namespace dexarb {

namespace {

constexpr unsigned kResolution = 96;
constexpr U256 kQ96 = U256::power_of_two(kResolution);

bool fits_u160(const U256& value) {
    return value.limb(3) == 0 && (value.limb(2) >> 32) == 0;
}

std::optional<U256> narrow_to_u160(const std::optional<U256>& value) {
    if (!value || !fits_u160(*value)) return std::nullopt;
    return value;
}

std::optional<U256> after_adding_amount0(const U256& sqrt_price, u128 liquidity, const U256& amount) {
    if (amount.is_zero()) return sqrt_price;
    const U256 numerator = U256{liquidity} << kResolution;
    if (const auto product = checked_mul(amount, sqrt_price))
        if (const auto denominator = checked_add(numerator, *product))
            return mul_div_rounding_up(numerator, sqrt_price, *denominator);
    const auto denominator = checked_add(numerator / sqrt_price, amount);
    if (!denominator) return std::nullopt;
    return div_rounding_up(numerator, *denominator);
}

std::optional<U256> after_removing_amount0(const U256& sqrt_price, u128 liquidity, const U256& amount) {
    if (amount.is_zero()) return sqrt_price;
    const U256 numerator = U256{liquidity} << kResolution;
    const auto product = checked_mul(amount, sqrt_price);
    if (!product || numerator <= *product) return std::nullopt;
    return narrow_to_u160(mul_div_rounding_up(numerator, sqrt_price, numerator - *product));
}

std::optional<U256> after_adding_amount1(const U256& sqrt_price, u128 liquidity, const U256& amount) {
    const auto quotient =
        fits_u160(amount) ? (amount << kResolution) / U256{liquidity} : mul_div(amount, kQ96, U256{liquidity});
    if (!quotient) return std::nullopt;
    return narrow_to_u160(checked_add(sqrt_price, *quotient));
}

std::optional<U256> after_removing_amount1(const U256& sqrt_price, u128 liquidity, const U256& amount) {
    const auto quotient = fits_u160(amount) ? div_rounding_up(amount << kResolution, U256{liquidity})
                                            : mul_div_rounding_up(amount, kQ96, U256{liquidity});
    if (!quotient || sqrt_price <= *quotient) return std::nullopt;
    return sqrt_price - *quotient;
}

/// product * 2^96 / denominator, for a quotient that is known to fit.
U256 divide_shifted(const U256& product, const U256& denominator, Rounding rounding) {
    return rounding == Rounding::kDown ? *mul_div(product, kQ96, denominator)
                                       : *mul_div_rounding_up(product, kQ96, denominator);
}

}  // namespace

U256 amount0_delta(const U256& sqrt_price_a, const U256& sqrt_price_b, u128 liquidity, Rounding rounding) {
    const bool ascending = sqrt_price_a <= sqrt_price_b;
    const U256& low = ascending ? sqrt_price_a : sqrt_price_b;
    const U256& high = ascending ? sqrt_price_b : sqrt_price_a;
    check(!low.is_zero(), "a price is above zero");
    // The contract divides twice; floors and ceilings of nested divisions are those of one by the product of divisors.
    if (high.fits_u128()) {
        const U256 product = full_product(liquidity, high.low_u128() - low.low_u128());
        return divide_shifted(product, full_product(low.low_u128(), high.low_u128()), rounding);
    }
    // Neither can overflow: (high - low) / high is below one.
    const U256 numerator = U256{liquidity} << kResolution;
    if (rounding == Rounding::kDown) return *mul_div(numerator, high - low, high) / low;
    return div_rounding_up(*mul_div_rounding_up(numerator, high - low, high), low);
}

U256 amount1_delta(const U256& sqrt_price_a, const U256& sqrt_price_b, u128 liquidity, Rounding rounding) {
    const U256 distance = sqrt_price_a <= sqrt_price_b ? sqrt_price_b - sqrt_price_a : sqrt_price_a - sqrt_price_b;
    const U256 low = full_product(liquidity, distance.low_u128());
    // What lies above 2^128 of a 160-bit distance adds whole units.
    const U256 high = distance.fits_u128() ? U256{} : full_product(liquidity, distance.high_u128()) << 32;
    const bool exact = (low.low_u64() | (low.limb(1) & 0xffffffffU)) == 0;
    return (low >> kResolution) + high + U256{rounding == Rounding::kUp && !exact ? 1 : 0};
}

std::optional<U256> next_sqrt_price_from_input(const U256& sqrt_price, u128 liquidity, const U256& amount_in,
                                               bool zero_for_one) {
    if (sqrt_price.is_zero() || liquidity == 0) return std::nullopt;
    return zero_for_one ? after_adding_amount0(sqrt_price, liquidity, amount_in)
                        : after_adding_amount1(sqrt_price, liquidity, amount_in);
}

std::optional<U256> next_sqrt_price_from_output(const U256& sqrt_price, u128 liquidity, const U256& amount_out,
                                                bool zero_for_one) {
    if (sqrt_price.is_zero() || liquidity == 0) return std::nullopt;
    return zero_for_one ? after_removing_amount1(sqrt_price, liquidity, amount_out)
                        : after_removing_amount0(sqrt_price, liquidity, amount_out);
}

}  // namespace dexarb
