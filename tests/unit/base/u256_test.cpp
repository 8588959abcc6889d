#include "dexarb/base/u256.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

namespace dexarb {
namespace {

using boost::multiprecision::cpp_int;

cpp_int to_cpp_int(const U256& value) {
    cpp_int wide = 0;
    for (std::size_t i = 4; i-- > 0;)
        wide = (wide << 64) | value.limb(i);
    return wide;
}

const cpp_int kTwo256 = cpp_int{1} << 256;

/// Numbers of every width, with runs of ones and zeros that provoke carries and Knuth's rare correction step.
class Numbers {
  public:
    U256 next() {
        std::array<std::uint64_t, 4> limbs{};
        for (auto& limb : limbs)
            limb = pick_limb();
        return U256{limbs} >> static_cast<unsigned>(random_() % 257);
    }

  private:
    std::uint64_t pick_limb() {
        switch (random_() % 5) {
            case 0:
                return 0;
            case 1:
                return ~0ULL;
            case 2:
                return 1ULL << 63;
            default:
                return random_();
        }
    }

    std::mt19937_64 random_{20260901};
};

TEST(U256, AgreesWithBoostMultiprecisionOnRandomOperands) {
    Numbers numbers;
    for (int i = 0; i < 30'000; ++i) {
        const U256 a = numbers.next();
        const U256 b = numbers.next();
        const cpp_int x = to_cpp_int(a);
        const cpp_int y = to_cpp_int(b);
        ASSERT_EQ(to_cpp_int(a + b), (x + y) % kTwo256);
        ASSERT_EQ(to_cpp_int(a - b), (x - y + kTwo256) % kTwo256);
        ASSERT_EQ(to_cpp_int(a * b), (x * y) % kTwo256);
        ASSERT_EQ(a < b, x < y);
        if (b.is_zero()) continue;
        ASSERT_EQ(to_cpp_int(a / b), x / y);
        ASSERT_EQ(to_cpp_int(a % b), x % y);
    }
}

TEST(U256, QuotientDigitThatIsGuessedTwoTooLargeIsCorrectedTwice) {
    const std::pair<U256, U256> cases[] = {
        {U256{{0xfffffffffffffd9dULL, 0x7ffffffffffffff8ULL, 0x7fffffffffffffffULL, 0}},
         U256{{0xfffffffffffffffcULL, 0x8000000000000000ULL, 0, 0}}},
        {U256{{0xfffffffffffffce5ULL, 0x007d6cbb5a4191afULL, 0xffd63116e1ea24c2ULL, 0}},
         U256{{0xffffffffffffffffULL, 0xffd63116e1ea24c4ULL, 0, 0}}}};
    for (const auto& [numerator, denominator] : cases) {
        const auto [quotient, remainder] = divide(numerator, denominator);

        EXPECT_EQ(to_cpp_int(quotient), to_cpp_int(numerator) / to_cpp_int(denominator));
        EXPECT_EQ(to_cpp_int(remainder), to_cpp_int(numerator) % to_cpp_int(denominator));
    }
}

TEST(U256, FullProductOfHalvesIsExact) {
    Numbers numbers;
    for (int i = 0; i < 10'000; ++i) {
        const U256 a = numbers.next();
        const U256 b = numbers.next();
        ASSERT_EQ(to_cpp_int(full_product(a.low_u128(), b.high_u128())),
                  to_cpp_int(U256{a.low_u128()}) * to_cpp_int(U256{b.high_u128()}));
    }
}

TEST(U256, MulDivKeepsTheFullProductAndRefusesWhatDoesNotFit) {
    Numbers numbers;
    for (int i = 0; i < 30'000; ++i) {
        const U256 a = numbers.next();
        const U256 b = numbers.next();
        const U256 d = numbers.next();
        if (d.is_zero()) continue;
        const cpp_int product = to_cpp_int(a) * to_cpp_int(b);
        const cpp_int floor = product / to_cpp_int(d);
        const cpp_int ceiling = (product + to_cpp_int(d) - 1) / to_cpp_int(d);
        const auto down = mul_div(a, b, d);
        const auto up = mul_div_rounding_up(a, b, d);
        ASSERT_EQ(down.has_value(), floor < kTwo256);
        ASSERT_EQ(up.has_value(), ceiling < kTwo256);
        ASSERT_EQ(to_cpp_int(down.value_or(0)), down ? floor : 0);
        ASSERT_EQ(to_cpp_int(up.value_or(0)), up ? ceiling : 0);
    }
    EXPECT_FALSE(mul_div(1, 1, 0));
}

TEST(U256, SquareRootIsTheFloor) {
    Numbers numbers;
    for (int i = 0; i < 20'000; ++i) {
        const U256 a = numbers.next();
        ASSERT_EQ(to_cpp_int(isqrt(a)), boost::multiprecision::sqrt(to_cpp_int(a)));
    }
    EXPECT_EQ(isqrt(U256::max()), U256::power_of_two(128) - 1);
}

TEST(U256, ShiftsAgreeAtEveryDistance) {
    Numbers numbers;
    for (unsigned bits = 0; bits < 300; ++bits) {
        const U256 a = numbers.next();
        ASSERT_EQ(to_cpp_int(a << bits), (to_cpp_int(a) << bits) % kTwo256);
        ASSERT_EQ(to_cpp_int(a >> bits), to_cpp_int(a) >> bits);
    }
}

TEST(U256, DecimalAndBigEndianRoundTrip) {
    Numbers numbers;
    for (int i = 0; i < 1'000; ++i) {
        const U256 a = numbers.next();
        ASSERT_EQ(to_decimal(a), to_cpp_int(a).str());
        ASSERT_EQ(u256_from_decimal(to_decimal(a)), a);
        ASSERT_EQ(u256_from_big_endian(to_big_endian(a)), a);
    }
    EXPECT_FALSE(u256_from_decimal(""));
    EXPECT_FALSE(u256_from_decimal("-1"));
    EXPECT_FALSE(u256_from_decimal("115792089237316195423570985008687907853269984665640564039457584007913129639936"));
}

TEST(U256, CheckedOperationsRefuseOverflow) {
    EXPECT_FALSE(checked_add(U256::max(), 1));
    EXPECT_FALSE(checked_sub(0, 1));
    EXPECT_FALSE(checked_mul(U256::power_of_two(128), U256::power_of_two(128)));
    EXPECT_EQ(checked_add(U256::max() - 1, 1), U256::max());
}

TEST(U256, DoublesConvertByTheirFloor) {
    EXPECT_EQ(u256_from_double(0.9), U256{0});
    EXPECT_EQ(u256_from_double(1e18), U256{1'000'000'000'000'000'000ULL});
    EXPECT_EQ(u256_from_double(std::ldexp(1.5, 200)), U256{3} << 199);
    EXPECT_FALSE(u256_from_double(-1.0));
    EXPECT_FALSE(u256_from_double(std::nan("")));
    EXPECT_FALSE(u256_from_double(std::ldexp(1.0, 256)));
    EXPECT_EQ((U256{3} << 199).to_double(), std::ldexp(1.5, 200));
}

}  // namespace
}  // namespace dexarb
