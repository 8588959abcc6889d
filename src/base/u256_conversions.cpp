#include <algorithm>
#include <bit>
#include <cstring>

#include "dexarb/base/u256.hpp"

namespace dexarb {
namespace {

std::uint64_t between_big_endian_and_native(std::uint64_t limb) {
    return std::endian::native == std::endian::little ? __builtin_bswap64(limb) : limb;
}

}  // namespace

double U256::to_double() const {
    constexpr double kTwo64 = 18446744073709551616.0;
    double value = 0.0;
    for (std::size_t i = 4; i-- > 0;)
        value = value * kTwo64 + static_cast<double>(limbs_[i]);
    return value;
}

std::optional<U256> u256_from_double(double value) {
    constexpr double kTwo64 = 18446744073709551616.0;
    constexpr double kTwo128 = kTwo64 * kTwo64;
    if (!(value >= 0.0) || value >= kTwo128 * kTwo128) return std::nullopt;
    unsigned shift = 0;
    while (value >= kTwo64) {
        value /= 2.0;
        ++shift;
    }
    return U256{static_cast<std::uint64_t>(value)} << shift;
}

std::optional<U256> u256_from_decimal(std::string_view digits) {
    if (digits.empty()) return std::nullopt;
    U256 value;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return std::nullopt;
        const auto shifted = checked_mul(value, 10);
        if (!shifted) return std::nullopt;
        const auto sum = checked_add(*shifted, static_cast<std::uint64_t>(digit - '0'));
        if (!sum) return std::nullopt;
        value = *sum;
    }
    return value;
}

std::string to_decimal(const U256& value) {
    if (value.is_zero()) return "0";
    std::string digits;
    for (U256 rest = value; !rest.is_zero();) {
        const auto [quotient, remainder] = divide(rest, 10);
        digits.push_back(static_cast<char>('0' + remainder.low_u64()));
        rest = quotient;
    }
    std::reverse(digits.begin(), digits.end());
    return digits;
}

U256 u256_from_big_endian(std::span<const std::uint8_t, 32> bytes) {
    std::array<std::uint64_t, 4> limbs{};
    for (std::size_t i = 0; i < 4; ++i) {
        std::uint64_t limb = 0;
        std::memcpy(&limb, bytes.data() + 8 * i, sizeof limb);
        limbs[3 - i] = between_big_endian_and_native(limb);
    }
    return U256{limbs};
}

std::array<std::uint8_t, 32> to_big_endian(const U256& value) {
    std::array<std::uint8_t, 32> bytes{};
    for (std::size_t i = 0; i < 4; ++i) {
        const std::uint64_t limb = between_big_endian_and_native(value.limb(3 - i));
        std::memcpy(bytes.data() + 8 * i, &limb, sizeof limb);
    }
    return bytes;
}

}  // namespace dexarb
