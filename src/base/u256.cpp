#include "dexarb/base/u256.hpp"

#include <algorithm>
#include <cstring>

#include "dexarb/base/check.hpp"

namespace dexarb {

namespace {

using Limbs8 = std::array<std::uint64_t, 8>;

template <std::size_t N>
std::size_t significant(const std::array<std::uint64_t, N>& limbs) {
    std::size_t count = N;
    while (count > 0 && limbs[count - 1] == 0)
        --count;
    return count;
}

Limbs8 full_multiply(const U256& a, const U256& b) {
    const std::size_t rows = significant(a.limbs());
    const std::size_t columns = significant(b.limbs());
    Limbs8 product{};
    for (std::size_t i = 0; i < rows; ++i) {
        u128 carry = 0;
        for (std::size_t j = 0; j < columns; ++j) {
            carry += static_cast<u128>(a.limb(i)) * b.limb(j) + product[i + j];
            product[i + j] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        product[i + columns] = static_cast<std::uint64_t>(carry);
    }
    return product;
}

struct LimbDivision {
    std::uint64_t quotient = 0;
    std::uint64_t remainder = 0;
};

/// (high * 2^64 + low) / denominator for high below denominator. One instruction where the compiler would call its
/// library twice, for a quotient that it does not know to fit.
inline LimbDivision divide_two_limbs(std::uint64_t high, std::uint64_t low, std::uint64_t denominator) {
#if defined(__x86_64__)
    LimbDivision result;
    __asm__("divq %4" : "=a"(result.quotient), "=d"(result.remainder) : "a"(low), "d"(high), "r"(denominator) : "cc");
    return result;
#else
    const u128 numerator = (static_cast<u128>(high) << 64) | low;
    return {static_cast<std::uint64_t>(numerator / denominator), static_cast<std::uint64_t>(numerator % denominator)};
#endif
}

struct SmallDivision {
    u128 quotient = 0;
    std::uint64_t remainder = 0;
};

inline SmallDivision divide_small(u128 numerator, std::uint64_t denominator) {
    const auto high = static_cast<std::uint64_t>(numerator >> 64);
    const std::uint64_t high_digit = high < denominator ? 0 : high / denominator;
    const LimbDivision low =
        divide_two_limbs(high - high_digit * denominator, static_cast<std::uint64_t>(numerator), denominator);
    return {(static_cast<u128>(high_digit) << 64) | low.quotient, low.remainder};
}

/// Whether a * b fits 128 bits and the denominator 64: fees on common amounts.
inline bool is_small(const U256& a, const U256& b, const U256& denominator) {
    return a.bit_length() + b.bit_length() <= 128 && denominator.fits_u64();
}

struct LongDivision {
    Limbs8 quotient{};
    U256 remainder;
};

/// Limb `index` of a number of `count` limbs shifted left by less than 64 bits; `index` may be `count`.
inline std::uint64_t shifted_limb(const Limbs8& limbs, std::size_t count, std::size_t index, unsigned shift) {
    const std::uint64_t high = index < count ? limbs[index] << shift : 0;
    // In two steps, because a shift by 64 is not a shift to zero.
    const std::uint64_t low = index > 0 ? (limbs[index - 1] >> 1) >> (63 - shift) : 0;
    return high | low;
}

void divide_by_one(LongDivision& result, const Limbs8& numerator, std::size_t m, std::uint64_t denominator) {
    std::uint64_t rest = 0;
    for (std::size_t i = m; i-- > 0;) {
        const LimbDivision digit = divide_two_limbs(rest, numerator[i], denominator);
        result.quotient[i] = digit.quotient;
        rest = digit.remainder;
    }
    result.remainder = U256{rest};
}

struct Digit {
    std::uint64_t value = 0;
    u128 rest = 0;
};

/// One digit of (rest * 2^64 + next) / divisor and what remains, for rest below a divisor whose top bit is set.
/// Source: TAOCP 4.3.1, algorithm D, whose estimate is exact when the divisor has no more than two limbs.
inline Digit divide_three_limbs(u128 rest, std::uint64_t next, u128 divisor) {
    const auto lead = static_cast<std::uint64_t>(divisor >> 64);
    const auto trail = static_cast<std::uint64_t>(divisor);
    const auto high = static_cast<std::uint64_t>(rest >> 64);
    Digit digit{~0ULL, 0};
    u128 over = static_cast<u128>(static_cast<std::uint64_t>(rest)) + lead;
    if (high < lead) [[likely]] {
        const LimbDivision estimate = divide_two_limbs(high, static_cast<std::uint64_t>(rest), lead);
        digit.value = estimate.quotient;
        over = estimate.remainder;
    }
    u128 product = static_cast<u128>(digit.value) * trail;
    while ((over >> 64) == 0 && product > ((over << 64) | next)) {
        --digit.value;
        over += lead;
        product -= trail;
    }
    // Exact modulo 2^128, and the true remainder is below that.
    digit.rest = ((over << 64) | next) - product;
    return digit;
}

void divide_by_two(LongDivision& result, const Limbs8& numerator, std::size_t m, u128 denominator) {
    const auto shift = static_cast<unsigned>(std::countl_zero(static_cast<std::uint64_t>(denominator >> 64)));
    const u128 divisor = denominator << shift;
    u128 rest =
        (static_cast<u128>(shifted_limb(numerator, m, m, shift)) << 64) | shifted_limb(numerator, m, m - 1, shift);
    for (std::size_t at = m - 1; at-- > 0;) {
        const Digit digit = divide_three_limbs(rest, shifted_limb(numerator, m, at, shift), divisor);
        result.quotient[at] = digit.value;
        rest = digit.rest;
    }
    result.remainder = U256{rest >> shift};
}

/// An upper estimate of a quotient digit, at most one too large. Source: algorithm D, step D3.
inline std::uint64_t estimate_digit(const std::uint64_t* rest, const std::uint64_t* divisor, std::size_t n) {
    const std::uint64_t lead = divisor[n - 1];
    u128 over = static_cast<u128>(rest[n - 1]) + lead;
    std::uint64_t digit = ~0ULL;
    if (rest[n] < lead) [[likely]] {
        const LimbDivision division = divide_two_limbs(rest[n], rest[n - 1], lead);
        digit = division.quotient;
        over = division.remainder;
    }
    while ((over >> 64) == 0 && static_cast<u128>(digit) * divisor[n - 2] > ((over << 64) | rest[n - 2])) {
        --digit;
        over += lead;
    }
    return digit;
}

/// One digit of algorithm D: divides `rest[0 .. n]` by `divisor[0 .. n - 1]`, leaving the remainder.
inline std::uint64_t divide_step(std::uint64_t* rest, const std::uint64_t* divisor, std::size_t n) {
    const std::uint64_t digit = estimate_digit(rest, divisor, n);
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const u128 product = static_cast<u128>(digit) * divisor[i] + borrow;
        const auto low = static_cast<std::uint64_t>(product);
        borrow = static_cast<std::uint64_t>(product >> 64) + (rest[i] < low ? 1 : 0);
        rest[i] -= low;
    }
    const bool negative = rest[n] < borrow;
    rest[n] -= borrow;
    if (!negative) [[likely]]
        return digit;
    u128 carry = 0;
    for (std::size_t i = 0; i < n; ++i) {
        carry += static_cast<u128>(rest[i]) + divisor[i];
        rest[i] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
    rest[n] += static_cast<std::uint64_t>(carry);
    return digit - 1;
}

/// Algorithm D for a divisor of `N` limbs, known when compiled so that its loops unroll.
template <std::size_t N>
void divide_by_many(LongDivision& result, const Limbs8& numerator, std::size_t m, const U256& denominator) {
    const auto shift = static_cast<unsigned>(std::countl_zero(denominator.limb(N - 1)));
    const std::array<std::uint64_t, 4> divisor = (denominator << shift).limbs();
    std::array<std::uint64_t, 9> rest;
    for (std::size_t i = 0; i <= m; ++i)
        rest[i] = shifted_limb(numerator, m, i, shift);
    for (std::size_t at = m - N + 1; at-- > 0;)
        result.quotient[at] = divide_step(rest.data() + at, divisor.data(), N);
    std::array<std::uint64_t, 4> remainder{};
    std::copy_n(rest.begin(), N, remainder.begin());
    result.remainder = U256{remainder} >> shift;
}

LongDivision long_divide(const Limbs8& numerator, const U256& denominator) {
    const std::size_t n = significant(denominator.limbs());
    const std::size_t m = significant(numerator);
    check(n > 0, "division by zero");
    LongDivision result;
    if (m < n)
        result.remainder = U256{{numerator[0], numerator[1], numerator[2], numerator[3]}};
    else if (n == 1)
        divide_by_one(result, numerator, m, denominator.limb(0));
    else if (n == 2)
        divide_by_two(result, numerator, m, denominator.low_u128());
    else if (n == 3)
        divide_by_many<3>(result, numerator, m, denominator);
    else
        divide_by_many<4>(result, numerator, m, denominator);
    return result;
}

std::optional<U256> narrow(const Limbs8& limbs) {
    if ((limbs[4] | limbs[5] | limbs[6] | limbs[7]) != 0) return std::nullopt;
    return U256{{limbs[0], limbs[1], limbs[2], limbs[3]}};
}

Limbs8 widen(const U256& value) {
    return {value.limb(0), value.limb(1), value.limb(2), value.limb(3), 0, 0, 0, 0};
}

}  // namespace

U256Division divide(const U256& numerator, const U256& denominator) {
    if (numerator.fits_u128() && denominator.fits_u128()) {
        check(!denominator.is_zero(), "division by zero");
        const u128 a = numerator.low_u128();
        const u128 b = denominator.low_u128();
        return {U256{a / b}, U256{a % b}};
    }
    const LongDivision division = long_divide(widen(numerator), denominator);
    return {*narrow(division.quotient), division.remainder};
}

U256 operator/(const U256& a, const U256& b) {
    return divide(a, b).quotient;
}
U256 operator%(const U256& a, const U256& b) {
    return divide(a, b).remainder;
}

std::optional<U256> checked_add(const U256& a, const U256& b) {
    const U256 sum = a + b;
    if (sum < a) return std::nullopt;
    return sum;
}

std::optional<U256> checked_sub(const U256& a, const U256& b) {
    if (a < b) return std::nullopt;
    return a - b;
}

std::optional<U256> checked_mul(const U256& a, const U256& b) {
    return narrow(full_multiply(a, b));
}

std::optional<U256> mul_div(const U256& a, const U256& b, const U256& denominator) {
    if (denominator.is_zero()) return std::nullopt;
    if (is_small(a, b, denominator))
        return U256{divide_small(a.low_u128() * b.low_u128(), denominator.low_u64()).quotient};
    return narrow(long_divide(full_multiply(a, b), denominator).quotient);
}

std::optional<U256> mul_div_rounding_up(const U256& a, const U256& b, const U256& denominator) {
    if (denominator.is_zero()) return std::nullopt;
    if (is_small(a, b, denominator)) {
        const SmallDivision division = divide_small(a.low_u128() * b.low_u128(), denominator.low_u64());
        return U256{division.quotient} + U256{division.remainder == 0 ? 0 : 1};
    }
    const LongDivision division = long_divide(full_multiply(a, b), denominator);
    const auto floor = narrow(division.quotient);
    if (!floor || division.remainder.is_zero()) return floor;
    return checked_add(*floor, 1);
}

U256 div_rounding_up(const U256& a, const U256& denominator) {
    const auto [quotient, remainder] = divide(a, denominator);
    return remainder.is_zero() ? quotient : quotient + 1;
}

U256 isqrt(const U256& a) {
    if (a.is_zero()) return {};
    U256 root = U256::power_of_two((a.bit_length() + 1) / 2);
    while (true) {
        const U256 next = (root + a / root) >> 1;
        if (next >= root) return root;
        root = next;
    }
}

}  // namespace dexarb
