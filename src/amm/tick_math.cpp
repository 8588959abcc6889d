#include "dexarb/amm/tick_math.hpp"

#include <array>
#include <bit>

#include "dexarb/base/check.hpp"
#include "dexarb/base/integers.hpp"

namespace dexarb {

namespace {

constexpr u128 wide(std::uint64_t high, std::uint64_t low) {
    return (static_cast<u128>(high) << 64) | low;
}

/// sqrt(1.0001)^-(2^i) * 2^128, as TickMath has them.
constexpr std::array<u128, 20> kFactors = {
    wide(0xfffcb933bd6fad37, 0xaa2d162d1a594001), wide(0xfff97272373d4132, 0x59a46990580e213a),
    wide(0xfff2e50f5f656932, 0xef12357cf3c7fdcc), wide(0xffe5caca7e10e4e6, 0x1c3624eaa0941cd0),
    wide(0xffcb9843d60f6159, 0xc9db58835c926644), wide(0xff973b41fa98c081, 0x472e6896dfb254c0),
    wide(0xff2ea16466c96a38, 0x43ec78b326b52861), wide(0xfe5dee046a99a2a8, 0x11c461f1969c3053),
    wide(0xfcbe86c7900a88ae, 0xdcffc83b479aa3a4), wide(0xf987a7253ac41317, 0x6f2b074cf7815e54),
    wide(0xf3392b0822b70005, 0x940c7a398e4b70f3), wide(0xe7159475a2c29b74, 0x43b29c7fa6e889d9),
    wide(0xd097f3bdfd2022b8, 0x845ad8f792aa5825), wide(0xa9f746462d870fdf, 0x8a65dc1f90e061e5),
    wide(0x70d869a156d2a1b8, 0x90bb3df62baf32f7), wide(0x31be135f97d08fd9, 0x81231505542fcfa6),
    wide(0x09aa508b5b7a84e1, 0xc677de54f3e99bc9), wide(0x005d6af8dedb8119, 0x6699c329225ee604),
    wide(0x00002216e584f5fa, 0x1ea926041bedfe98), wide(0x00000000048a1703, 0x91f7dc42444e8fa2),
};

/// 1.0001^(-magnitude / 2) * 2^128 for a magnitude above zero; below 2^128, so half the width of the contract does.
u128 inverse_ratio(std::uint32_t magnitude) {
    u128 ratio = kFactors[static_cast<std::size_t>(std::countr_zero(magnitude))];
    for (std::uint32_t rest = magnitude & (magnitude - 1); rest != 0; rest &= rest - 1)
        ratio = full_product(ratio, kFactors[static_cast<std::size_t>(std::countr_zero(rest))]).high_u128();
    return ratio;
}

constexpr unsigned kLogBits = 20;

/// floor(log2(sqrt_price) * 2^20), at most one too small.
std::int64_t log2_of(const U256& sqrt_price_x96) {
    const unsigned length = sqrt_price_x96.bit_length();
    auto mantissa = (length >= 64 ? sqrt_price_x96 >> (length - 64) : sqrt_price_x96 << (64 - length)).low_u64();
    std::int64_t log2 = static_cast<std::int64_t>(length) - 1 - 96;
    for (unsigned bit = 0; bit < kLogBits; ++bit) {
        const u128 square = static_cast<u128>(mantissa) * mantissa;
        const auto carry = static_cast<unsigned>(square >> 127);
        mantissa = static_cast<std::uint64_t>(square >> (63 + carry));
        log2 = log2 * 2 + carry;
    }
    return log2;
}

}  // namespace

U256 sqrt_ratio_at_tick(std::int32_t tick) {
    check(tick >= kMinTick && tick <= kMaxTick, "tick off the scale");
    if (tick == 0) return U256::power_of_two(96);
    const u128 inverse = inverse_ratio(static_cast<std::uint32_t>(tick < 0 ? -tick : tick));
    const U256 ratio = tick < 0 ? U256{inverse} : U256::max() / U256{inverse};
    const bool exact = (ratio.low_u64() & 0xffffffffU) == 0;
    return (ratio >> 32) + U256{exact ? 0 : 1};
}

std::int32_t tick_at_sqrt_ratio(const U256& sqrt_price_x96) {
    check(is_valid_sqrt_price(sqrt_price_x96), "price off the scale");
    // log to the base sqrt(1.0001) in 2^-40; the margin of 2^-8 ticks is far above what truncation can add up to.
    constexpr std::int64_t kTicksPerDoubling = 14537076765;
    constexpr std::int64_t kMargin = std::int64_t{1} << 32;
    const std::int64_t log2 = log2_of(sqrt_price_x96);
    const auto low = static_cast<std::int32_t>((log2 * kTicksPerDoubling - kMargin) >> (2 * kLogBits));
    const auto high = static_cast<std::int32_t>(((log2 + 1) * kTicksPerDoubling + kMargin) >> (2 * kLogBits));
    if (low == high) return low;
    return sqrt_ratio_at_tick(high) <= sqrt_price_x96 ? high : low;
}

}  // namespace dexarb
