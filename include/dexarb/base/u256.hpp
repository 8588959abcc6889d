#pragma once

#include <array>
#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dexarb/base/check.hpp"
#include "dexarb/base/integers.hpp"

namespace dexarb {

/// Unsigned 256-bit integer with the EVM's arithmetic: operators wrap modulo 2^256; division by zero is a bug.
///
/// Four 64-bit limbs, least significant first. Checked and full-width operations are functions of their own, so that
/// a place where the contract would revert is visible at the call.
class U256 {
  public:
    constexpr U256() = default;
    /// Any built-in integer; a negative one is a bug.
    template <std::integral Integer>
    constexpr U256(Integer value) : limbs_{static_cast<std::uint64_t>(value), 0, 0, 0} {  // NOLINT: as Solidity does
        if constexpr (std::signed_integral<Integer>) check(value >= 0, "a negative number is no U256");
    }
    constexpr explicit U256(u128 value)
        : limbs_{static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(value >> 64), 0, 0} {}
    constexpr explicit U256(const std::array<std::uint64_t, 4>& limbs) : limbs_{limbs} {}

    [[nodiscard]] static constexpr U256 max() { return U256{{~0ULL, ~0ULL, ~0ULL, ~0ULL}}; }
    [[nodiscard]] static constexpr U256 power_of_two(unsigned exponent) { return U256{1} << exponent; }

    [[nodiscard]] constexpr std::uint64_t limb(std::size_t index) const { return limbs_[index]; }
    [[nodiscard]] constexpr const std::array<std::uint64_t, 4>& limbs() const { return limbs_; }
    [[nodiscard]] constexpr bool is_zero() const { return (limbs_[0] | limbs_[1] | limbs_[2] | limbs_[3]) == 0; }
    [[nodiscard]] constexpr bool fits_u64() const { return (limbs_[1] | limbs_[2] | limbs_[3]) == 0; }
    [[nodiscard]] constexpr bool fits_u128() const { return (limbs_[2] | limbs_[3]) == 0; }
    /// The lowest 64 bits; the rest is lost.
    [[nodiscard]] constexpr std::uint64_t low_u64() const { return limbs_[0]; }
    /// The lowest 128 bits; the rest is lost.
    [[nodiscard]] constexpr u128 low_u128() const { return (static_cast<u128>(limbs_[1]) << 64) | limbs_[0]; }
    /// The highest 128 bits.
    [[nodiscard]] constexpr u128 high_u128() const { return (static_cast<u128>(limbs_[3]) << 64) | limbs_[2]; }
    /// Position of the highest set bit plus one; 0 for zero.
    [[nodiscard]] constexpr unsigned bit_length() const;
    /// The nearest double, for search and display; never for a booked amount.
    [[nodiscard]] double to_double() const;

    friend constexpr bool operator==(const U256&, const U256&) = default;
    friend constexpr std::strong_ordering operator<=>(const U256& a, const U256& b) {
        for (std::size_t i = 4; i-- > 0;)
            if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] <=> b.limbs_[i];
        return std::strong_ordering::equal;
    }

    friend constexpr U256 operator+(const U256& a, const U256& b) {
        U256 sum;
        u128 carry = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            carry += static_cast<u128>(a.limbs_[i]) + b.limbs_[i];
            sum.limbs_[i] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        return sum;
    }
    friend constexpr U256 operator-(const U256& a, const U256& b) {
        U256 difference;
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const u128 rest = static_cast<u128>(a.limbs_[i]) - b.limbs_[i] - borrow;
            difference.limbs_[i] = static_cast<std::uint64_t>(rest);
            borrow = static_cast<std::uint64_t>(rest >> 64) & 1;
        }
        return difference;
    }
    friend constexpr U256 operator*(const U256& a, const U256& b) {
        U256 product;
        for (std::size_t i = 0; i < 4; ++i) {
            u128 carry = 0;
            for (std::size_t j = 0; i + j < 4; ++j) {
                carry += static_cast<u128>(a.limbs_[i]) * b.limbs_[j] + product.limbs_[i + j];
                product.limbs_[i + j] = static_cast<std::uint64_t>(carry);
                carry >>= 64;
            }
        }
        return product;
    }
    friend U256 operator/(const U256& a, const U256& b);
    friend U256 operator%(const U256& a, const U256& b);
    friend constexpr U256 operator~(const U256& a) {
        return U256{{~a.limbs_[0], ~a.limbs_[1], ~a.limbs_[2], ~a.limbs_[3]}};
    }
    friend constexpr U256 operator&(const U256& a, const U256& b) {
        return U256{{a.limbs_[0] & b.limbs_[0], a.limbs_[1] & b.limbs_[1], a.limbs_[2] & b.limbs_[2],
                     a.limbs_[3] & b.limbs_[3]}};
    }
    friend constexpr U256 operator|(const U256& a, const U256& b) {
        return U256{{a.limbs_[0] | b.limbs_[0], a.limbs_[1] | b.limbs_[1], a.limbs_[2] | b.limbs_[2],
                     a.limbs_[3] | b.limbs_[3]}};
    }
    /// Shifts by 256 or more give zero.
    friend constexpr U256 operator<<(const U256& a, unsigned bits);
    friend constexpr U256 operator>>(const U256& a, unsigned bits);

    constexpr U256& operator+=(const U256& b) { return *this = *this + b; }
    constexpr U256& operator-=(const U256& b) { return *this = *this - b; }
    constexpr U256& operator*=(const U256& b) { return *this = *this * b; }
    constexpr U256& operator<<=(unsigned bits) { return *this = *this << bits; }
    constexpr U256& operator>>=(unsigned bits) { return *this = *this >> bits; }
    U256& operator/=(const U256& b) { return *this = *this / b; }

  private:
    std::array<std::uint64_t, 4> limbs_{};
};

constexpr unsigned U256::bit_length() const {
    for (std::size_t i = 4; i-- > 0;)
        if (limbs_[i] != 0)
            return static_cast<unsigned>(64 * i + 64) - static_cast<unsigned>(std::countl_zero(limbs_[i]));
    return 0;
}

constexpr U256 operator<<(const U256& a, unsigned bits) {
    U256 shifted;
    const std::size_t words = bits / 64;
    const unsigned rest = bits % 64;
    for (std::size_t i = words; i < 4; ++i) {
        shifted.limbs_[i] = a.limbs_[i - words] << rest;
        if (rest != 0 && i > words) shifted.limbs_[i] |= a.limbs_[i - words - 1] >> (64 - rest);
    }
    return shifted;
}

constexpr U256 operator>>(const U256& a, unsigned bits) {
    U256 shifted;
    const std::size_t words = bits / 64;
    const unsigned rest = bits % 64;
    for (std::size_t i = 0; i + words < 4; ++i) {
        shifted.limbs_[i] = a.limbs_[i + words] >> rest;
        if (rest != 0 && i + words + 1 < 4) shifted.limbs_[i] |= a.limbs_[i + words + 1] << (64 - rest);
    }
    return shifted;
}

/// a * b in full.
[[nodiscard]] constexpr U256 full_product(u128 a, u128 b) {
    const auto a0 = static_cast<std::uint64_t>(a);
    const auto a1 = static_cast<std::uint64_t>(a >> 64);
    const auto b0 = static_cast<std::uint64_t>(b);
    const auto b1 = static_cast<std::uint64_t>(b >> 64);
    const u128 low = static_cast<u128>(a0) * b0;
    const u128 cross0 = static_cast<u128>(a0) * b1 + (low >> 64);
    const u128 cross1 = static_cast<u128>(a1) * b0 + static_cast<std::uint64_t>(cross0);
    const u128 high = static_cast<u128>(a1) * b1 + (cross0 >> 64) + (cross1 >> 64);
    return U256{{static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(cross1), static_cast<std::uint64_t>(high),
                 static_cast<std::uint64_t>(high >> 64)}};
}

/// Quotient and remainder of one division.
struct U256Division {
    U256 quotient;
    U256 remainder;
};
[[nodiscard]] U256Division divide(const U256& numerator, const U256& denominator);

/// `a + b`, `a - b` or `a * b`, or nothing where the exact result leaves 256 bits.
[[nodiscard]] std::optional<U256> checked_add(const U256& a, const U256& b);
[[nodiscard]] std::optional<U256> checked_sub(const U256& a, const U256& b);
[[nodiscard]] std::optional<U256> checked_mul(const U256& a, const U256& b);

/// floor(a * b / denominator) with a 512-bit product; nothing if the denominator is zero or the result leaves 256 bits.
/// Source: Uniswap V3 FullMath.mulDiv, which reverts in the same cases.
[[nodiscard]] std::optional<U256> mul_div(const U256& a, const U256& b, const U256& denominator);
/// As `mul_div`, rounded up. Source: FullMath.mulDivRoundingUp.
[[nodiscard]] std::optional<U256> mul_div_rounding_up(const U256& a, const U256& b, const U256& denominator);
/// ceil(a / denominator). Source: UnsafeMath.divRoundingUp.
[[nodiscard]] U256 div_rounding_up(const U256& a, const U256& denominator);
/// floor(sqrt(a)).
[[nodiscard]] U256 isqrt(const U256& a);

/// floor(value), or nothing for NaN, negative numbers and 2^256 and above.
[[nodiscard]] std::optional<U256> u256_from_double(double value);
/// Decimal digits only; nothing for anything else or for 2^256 and above.
[[nodiscard]] std::optional<U256> u256_from_decimal(std::string_view digits);
[[nodiscard]] std::string to_decimal(const U256& value);
/// 32 bytes, most significant first, as in the ABI.
[[nodiscard]] U256 u256_from_big_endian(std::span<const std::uint8_t, 32> bytes);
[[nodiscard]] std::array<std::uint8_t, 32> to_big_endian(const U256& value);

}  // namespace dexarb
