#include "dexarb/market/usd_price.hpp"

#include <array>

#include "dexarb/base/check.hpp"

namespace dexarb {
namespace {

/// Decimals of an atto-dollar beyond a micro-dollar.
constexpr unsigned kAttoPerMicro = 12;
constexpr unsigned kAttoDecimals = 18;

constexpr std::array<U256, 78> kPowersOfTen = [] {
    std::array<U256, 78> powers{};
    powers[0] = U256{1};
    for (std::size_t i = 1; i < powers.size(); ++i)
        powers[i] = powers[i - 1] * U256{10};
    return powers;
}();

/// What `amount * atto_usd` is divided by to give micro-dollars.
U256 micro_usd_divisor(const UsdPrice& price) {
    return power_of_ten(price.decimals + kAttoPerMicro);
}

std::optional<MicroUsd> to_micro_usd(const std::optional<U256>& value) {
    if (!value || !value->fits_u64() || value->low_u64() > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return MicroUsd{static_cast<std::int64_t>(value->low_u64())};
}

}  // namespace

U256 power_of_ten(unsigned exponent) {
    check(exponent < kPowersOfTen.size(), "a power of ten above 10^77 does not fit 256 bits");
    return kPowersOfTen[exponent];
}

UsdPrice stablecoin_price(std::uint8_t decimals) {
    return {power_of_ten(kAttoDecimals), decimals};
}

std::optional<MicroUsd> usd_value(const U256& amount, const UsdPrice& price) {
    return to_micro_usd(mul_div(amount, price.atto_usd, micro_usd_divisor(price)));
}

std::optional<MicroUsd> usd_difference(const U256& gained, const U256& spent, const UsdPrice& price) {
    if (gained >= spent) return usd_value(gained - spent, price);
    const auto loss = to_micro_usd(mul_div_rounding_up(spent - gained, price.atto_usd, micro_usd_divisor(price)));
    if (!loss) return std::nullopt;
    return -*loss;
}

std::optional<U256> amount_worth(MicroUsd value, const UsdPrice& price) {
    if (value.value < 0 || price.atto_usd.is_zero()) return std::nullopt;
    // floor(a * p / d) <= v holds exactly for a * p < (v + 1) * d.
    const U256 above = U256{static_cast<std::uint64_t>(value.value)} + U256{1};
    const auto bound = checked_mul(above, micro_usd_divisor(price));
    if (!bound) return std::nullopt;
    return (*bound - U256{1}) / price.atto_usd;
}

}  // namespace dexarb
