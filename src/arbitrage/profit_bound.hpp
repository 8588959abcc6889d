#pragma once

#include <optional>
#include <span>

#include "dexarb/arbitrage/route_search.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

/// A cycle of constant-product pools as one curve, in integers: output(x) = k x / (m + n x), without rounding.
struct CycleCurve {
    U256 k;
    U256 m;
    U256 n;
};

/// The curve of a route all of whose hops are constant-product pools; nothing for others, for an empty pool, and where
/// a coefficient outgrows 256 bits. Any number of hops: (k, m, n) <- (k F b, m a D, n a D + k F) with gamma = F / D.
[[nodiscard]] std::optional<CycleCurve> cycle_curve(std::span<const HopView> hops);

/// floor(sqrt(a b)) for a full-width product.
[[nodiscard]] U256 isqrt_of_product(const U256& a, const U256& b);

/// What no integer input of a constant-product cycle exceeds, after a loan fee of `premium_ppm`: exact, no doubles.
class CycleProfitBound {
  public:
    /// Nothing where a product outgrows 256 bits.
    [[nodiscard]] static std::optional<CycleProfitBound> make(const CycleCurve& curve, std::uint32_t premium_ppm);

    /// Whether any input, however small a part of a unit, profits.
    [[nodiscard]] bool is_profitable() const { return scaled_k_ > scaled_m_; }
    /// The smooth optimum input, rounded down.
    [[nodiscard]] const U256& best_input() const { return best_input_; }
    /// At least the profit of any input up to `cap`.
    [[nodiscard]] U256 up_to(const std::optional<U256>& cap) const;
    /// At least the profit of `amount_in` itself; zero also for a loss.
    [[nodiscard]] U256 at(const U256& amount_in) const;

  private:
    CycleCurve curve_;
    std::uint32_t premium_ppm_ = 0;
    U256 scaled_k_;  ///< 10^6 k; k itself without a premium.
    U256 scaled_m_;  ///< (10^6 + premium) m; m itself without a premium.
    U256 best_input_;
    U256 best_profit_;
};

}  // namespace dexarb
