#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

/// The most decimals a token may have here; no listed one has more than 18. What reads tokens refuses more.
inline constexpr std::uint8_t kMaxDecimals = 36;

/// 10^exponent; above 77 is a bug.
[[nodiscard]] U256 power_of_ten(unsigned exponent);

/// Price of one whole token in units of 1e-18 USD, with the decimals that make a whole token (at most
/// `kMaxDecimals`).
struct UsdPrice {
    U256 atto_usd;
    std::uint8_t decimals = 18;

    friend bool operator==(const UsdPrice&, const UsdPrice&) = default;
};

/// Exactly one dollar a token.
[[nodiscard]] UsdPrice stablecoin_price(std::uint8_t decimals);

/// Value of `amount` smallest units, rounded down to a micro-dollar; nothing beyond 2^63 micro-dollars.
[[nodiscard]] std::optional<MicroUsd> usd_value(const U256& amount, const UsdPrice& price);

/// Value of `gained - spent` in smallest units, signed, rounded towards minus infinity.
[[nodiscard]] std::optional<MicroUsd> usd_difference(const U256& gained, const U256& spent, const UsdPrice& price);

/// Greatest amount whose value does not exceed `value`; nothing for a zero price or a negative value.
[[nodiscard]] std::optional<U256> amount_worth(MicroUsd value, const UsdPrice& price);

}  // namespace dexarb
