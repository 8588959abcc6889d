#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "dexarb/arbitrage/route_search.hpp"
#include "dexarb/base/u256.hpp"

#include "arbitrage/profit_bound.hpp"

namespace dexarb {

/// One integer input as the contracts answer it.
struct Trial {
    U256 amount_in;
    U256 between;
    U256 amount_out;
    U256 profit;  ///< After loan fee, before gas; above zero.
    std::uint32_t ticks_crossed = 0;
};

struct IntegerTerms {
    std::optional<U256> cap;
    std::uint32_t premium_ppm = 0;
    U256 gas_per_tick;  ///< In units of the start token, below 2^128.
    /// Nothing unless all hops are constant product.
    std::optional<CycleProfitBound> exact_bound;
};

/// Looks for the best integer input around a smooth one, on the exact quotes.
///
/// Profit changes only where the amount of the coarsest token does, so that token's amount is enumerated outwards from
/// its optimum, each with the least input that yields it. Ends at the upper bound, where both sides are proven to hold
/// nothing better, where the gap is not worth another try, or after `kMostEvaluations`. A gap is worth the less the
/// more was tried: after n evaluations n^3 millionths of the profit are let be, and what rounding hides always.
class IntegerSearch {
  public:
    static constexpr int kMostEvaluations = 64;

    IntegerSearch(std::span<const HopView> hops, const IntegerTerms& terms) : hops_(hops), terms_(terms) {}

    /// `bound` is at least the profit of any input that could be better than `point`; `margin` is its rounding part.
    void search_around(const SmoothPoint& point, const U256& bound, const U256& margin);

    /// The best so far, net of the gas of its ticks; of equals the least input.
    [[nodiscard]] const std::optional<Trial>& best() const { return best_; }
    /// No input up to the cap profits more than `best`: every amount that could was tried.
    [[nodiscard]] bool is_proven() const { return is_proven_; }

  private:
    /// One direction of the enumeration.
    enum class Side { kUp, kDown };

    void enumerate(const U256& centre);
    /// Tries the least input that yields `amount`; true if nothing beyond it on this side can be better.
    bool closes(const U256& amount, Side side);
    [[nodiscard]] std::optional<U256> least_input(const U256& amount) const;
    std::optional<Trial> try_input(const U256& amount_in);
    [[nodiscard]] std::optional<Trial> evaluate(const U256& amount_in) const;
    [[nodiscard]] bool is_better(const Trial& trial) const;
    [[nodiscard]] bool is_enough() const;
    void polish();

    std::span<const HopView> hops_;
    const IntegerTerms& terms_;
    U256 bound_;
    U256 margin_;
    bool by_between_ = false;  ///< The coarsest token is the one between the hops.
    int evaluations_ = 0;
    bool is_proven_ = false;
    std::optional<Trial> best_;
};

}  // namespace dexarb
