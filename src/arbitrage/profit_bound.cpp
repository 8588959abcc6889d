#include "arbitrage/profit_bound.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dexarb {

namespace {

/// gamma = F / D in lowest terms, so that the coefficients stay small.
struct FeeFraction {
    U256 f;
    U256 d;
};

FeeFraction fee_fraction(FeePpm fee) {
    const std::uint32_t kept = kFeeUnit - fee.value;
    const std::uint32_t divisor = std::gcd(kept, kFeeUnit);
    return {kept / divisor, kFeeUnit / divisor};
}

std::optional<CycleCurve> extended(const CycleCurve& curve, const ConstantProductState& pool, bool zero_for_one) {
    const U256 a{zero_for_one ? pool.reserve0 : pool.reserve1};
    const U256 b{zero_for_one ? pool.reserve1 : pool.reserve0};
    if (a.is_zero() || b.is_zero()) return std::nullopt;
    const auto [f, d] = fee_fraction(pool.fee);
    const auto kf = checked_mul(curve.k, f);
    const auto k = kf ? checked_mul(*kf, b) : std::nullopt;
    const auto m = checked_mul(curve.m, a * d);
    const auto na = checked_mul(curve.n, a * d);
    const auto n = kf && na ? checked_add(*na, *kf) : std::nullopt;
    if (!k || !m || !n) return std::nullopt;
    return CycleCurve{*k, *m, *n};
}

}  // namespace

std::optional<CycleCurve> cycle_curve(std::span<const HopView> hops) {
    std::optional<CycleCurve> curve{CycleCurve{1, 1, 0}};
    for (const HopView& hop : hops) {
        const auto* pool = std::get_if<ConstantProductState>(hop.pool);
        if (pool == nullptr) return std::nullopt;
        curve = extended(*curve, *pool, hop.zero_for_one);
        if (!curve) return std::nullopt;
    }
    return curve;
}

U256 isqrt_of_product(const U256& a, const U256& b) {
    if (a.is_zero() || b.is_zero()) return {};
    // Above the root, so that Newton's steps only fall; one or two are left to do.
    const double estimate = std::sqrt(a.to_double()) * std::sqrt(b.to_double()) * (1.0 + 1.0 / (1LL << 44));
    U256 root = u256_from_double(estimate).value_or(U256::max() - 1) + 1;
    while (true) {
        const U256 quotient = *mul_div(a, b, root);
        const U256 next = (root >> 1) + (quotient >> 1) + (root & quotient & 1);
        if (next >= root) return root;
        root = next;
    }
}

std::optional<CycleProfitBound> CycleProfitBound::make(const CycleCurve& curve, std::uint32_t premium_ppm) {
    const U256 whole = premium_ppm == 0 ? U256{1} : U256{kFeeUnit};
    const U256 owed = premium_ppm == 0 ? U256{1} : U256{kFeeUnit} + premium_ppm;
    const auto scaled_k = checked_mul(curve.k, whole);
    const auto scaled_m = checked_mul(curve.m, owed);
    const auto sum = scaled_k && scaled_m ? checked_add(*scaled_k, *scaled_m) : std::nullopt;
    const auto input_unit = checked_mul(curve.n, owed);
    const auto profit_unit = checked_mul(curve.n, whole);
    if (!sum || !input_unit || !profit_unit) return std::nullopt;
    CycleProfitBound bound;
    bound.curve_ = curve;
    bound.premium_ppm_ = premium_ppm;
    bound.scaled_k_ = *scaled_k;
    bound.scaled_m_ = *scaled_m;
    if (!bound.is_profitable()) return bound;
    const U256 root = isqrt_of_product(*scaled_k, *scaled_m);
    bound.best_input_ = (root - *scaled_m) / *input_unit;
    bound.best_profit_ = (*sum - (root << 1)) / *profit_unit;
    return bound;
}

U256 CycleProfitBound::at(const U256& amount_in) const {
    const auto slope = checked_mul(curve_.n, amount_in);
    const auto divisor = slope ? checked_add(curve_.m, *slope) : std::nullopt;
    const auto output = divisor ? mul_div(curve_.k, amount_in, *divisor) : std::nullopt;
    const auto fee = mul_div(amount_in, premium_ppm_, kFeeUnit);
    if (!output || !fee) return best_profit_;
    // floor(O - (1 + phi) x) <= floor(O) - floor((1 + phi) x)
    return checked_sub(*output, amount_in + *fee).value_or(U256{});
}

U256 CycleProfitBound::up_to(const std::optional<U256>& cap) const {
    // Profit grows up to the best input, so a cap below it is where it is largest.
    if (cap && *cap <= best_input_) return std::min(at(*cap), best_profit_);
    return best_profit_;
}

}  // namespace dexarb
