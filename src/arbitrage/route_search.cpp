#include "dexarb/arbitrage/route_search.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "dexarb/amm/segment_walker.hpp"
#include "dexarb/base/check.hpp"

namespace dexarb {

namespace {

/// One segment of a hop, in the direction of the trade: `root` = sqrt(out per in) falls to `root_end`.
struct HopSegment {
    double liquidity = 0.0;
    double root = 0.0;
    double root_end = 0.0;
    std::uint32_t ticks = 0;
    bool ends_unknown = false;
};

/// A pool's segments turned to the direction of the trade.
class HopWalk {
  public:
    explicit HopWalk(const HopView& hop)
        : hop_(hop),
          gamma_(static_cast<double>(kFeeUnit - fee_of(*hop.pool).value) / static_cast<double>(kFeeUnit)),
          walker_(*hop.pool, hop.zero_for_one) {}

    [[nodiscard]] double gamma() const { return gamma_; }
    [[nodiscard]] const HopSegment& segment() const { return segment_; }
    [[nodiscard]] bool ended_unknown() const { return ended_unknown_; }

    /// Goes to the next segment; false at the end, where the last one stays.
    bool advance() {
        const std::optional<PriceSegment> next = walker_.next();
        if (next) segment_ = turned(*next);
        // Where the known ticks end at the price itself, a segment without length says so.
        if (next && segment_.root > segment_.root_end) return true;
        ended_unknown_ = segment_.ends_unknown;
        return false;
    }

  private:
    [[nodiscard]] HopSegment turned(const PriceSegment& from) const {
        HopSegment segment{from.liquidity, from.sqrt_price_start, from.sqrt_price_end, from.ticks_crossed_before,
                           from.ends_unknown};
        if (!hop_.zero_for_one) {
            segment.root = 1.0 / segment.root;
            segment.root_end = 1.0 / segment.root_end;
        }
        if (const auto* pair = std::get_if<ConstantProductState>(hop_.pool)) {
            const u128 reserve = hop_.zero_for_one ? pair->reserve0 : pair->reserve1;
            const u128 room = reserve < kMaxReserve ? kMaxReserve - reserve : 0;
            segment.root_end = segment.liquidity / (static_cast<double>(reserve) + gamma_ * static_cast<double>(room));
        }
        return segment;
    }

    HopView hop_;
    double gamma_;
    SegmentWalker walker_;
    HopSegment segment_;
    bool ended_unknown_ = false;
};

/// The walk over both pools. Invariant: what the first hop gave is what the second took, but for rounding.
class TwoHopSearch {
  public:
    TwoHopSearch(const HopView& first, const HopView& second, const SearchTerms& terms)
        : terms_(terms),
          first_(first),
          second_(second),
          kappa_(std::sqrt(first_.gamma() * second_.gamma() / terms.loan_factor)) {}

    RouteSearch run() {
        const bool starts = next_first() && next_second();
        while (starts && v_ < kappa_ * u_ && step()) {
        }
        result_.optimum = point_;
        if (!(result_.best.profit > 0.0)) result_.best = SmoothPoint{};
        result_.rounding_margin = rounding_margin();
        result_.profit_bound = point_.profit + result_.rounding_margin;
        return result_;
    }

  private:
    enum class Reached { kOptimum, kFirstEnd, kSecondEnd };
    /// Where a step ends.
    struct Target {
        double u = 0.0;
        double v = 0.0;
        Reached reached = Reached::kOptimum;
    };

    bool next_first() {
        if (!first_.advance()) {
            result_.ended_by_unknown_ticks[0] = first_.ended_unknown();
            return false;
        }
        l_ = first_.segment().liquidity;
        u_ = first_.segment().root;
        u_end_ = first_.segment().root_end;
        return true;
    }

    bool next_second() {
        if (!second_.advance()) {
            result_.ended_by_unknown_ticks[1] = second_.ended_unknown();
            return false;
        }
        b_ = second_.segment().liquidity / second_.gamma();
        v_ = 1.0 / second_.segment().root;
        v_end_ = 1.0 / second_.segment().root_end;
        return true;
    }

    /// Trades as far as this pair of segments and the cap allow; false when the walk is over.
    bool step() {
        if (l_ == 0.0) return next_first();
        if (b_ == 0.0) return next_second();
        const Target target = capped(segment_target());
        move_to(target);
        if (target.reached == Reached::kOptimum) return false;
        return target.reached == Reached::kFirstEnd ? next_first() : next_second();
    }

    [[nodiscard]] Target segment_target() const {
        const double t = (l_ * u_ + b_ * v_) / (l_ + kappa_ * b_);
        if (t >= u_end_ && kappa_ * t <= v_end_) return {t, kappa_ * t, Reached::kOptimum};
        const double first_flow = l_ * (u_ - u_end_);
        const double second_flow = b_ * (v_end_ - v_);
        if (first_flow <= second_flow) return {u_end_, std::min(v_ + first_flow / b_, v_end_), Reached::kFirstEnd};
        return {std::max(u_ - second_flow / l_, u_end_), v_end_, Reached::kSecondEnd};
    }

    [[nodiscard]] double input_until(double u) const { return l_ / first_.gamma() * ((u_ - u) / (u_ * u)); }

    [[nodiscard]] Target capped(const Target& target) const {
        const double left = terms_.cap - point_.amount_in;
        if (input_until(target.u) <= left) return target;
        const double u = 1.0 / (1.0 / u_ + left * first_.gamma() / l_);
        return {u, std::min(v_ + l_ * (u_ - u) / b_, v_end_), Reached::kOptimum};
    }

    void move_to(const Target& target) {
        const double l2 = second_.segment().liquidity;
        point_.amount_in += input_until(target.u);
        point_.amount_between += l_ * (u_ - target.u);
        taken_between_ += b_ * (target.v - v_);
        point_.amount_out += l2 * ((target.v - v_) / (v_ * target.v));
        point_.profit = point_.amount_out - terms_.loan_factor * point_.amount_in;
        point_.ticks_crossed = first_.segment().ticks + second_.segment().ticks;
        start_magnitude_ += terms_.loan_factor * l_ / (first_.gamma() * target.u) + l2 / v_;
        between_magnitude_ += l_ * u_ + b_ * target.v;
        price_between_ = second_.gamma() / (target.v * target.v);
        u_ = target.u;
        v_ = target.v;
        ++steps_;
        const double net = point_.profit - terms_.gas_per_tick * point_.ticks_crossed;
        if (steps_ == 1 || net > best_net_) {
            best_net_ = net;
            result_.best = point_;
        }
    }

    /// Each term of the sums is a difference of virtual reserves, whose doubles are off by a few units in the last
    /// place (2^-53): 64 of them per segment, and one per addition, are more than all roundings together. What the hops
    /// disagree about between them is priced at the dearest price of the walk's end (weak duality).
    [[nodiscard]] double rounding_margin() const {
        constexpr double kSixtyFourUlps = 1.0 / (1LL << 47);
        const double magnitude = start_magnitude_ + price_between_ * between_magnitude_;
        const double drift = price_between_ * std::abs(point_.amount_between - taken_between_);
        return magnitude * kSixtyFourUlps * (1.0 + steps_ / 32.0) + drift;
    }

    SearchTerms terms_;
    HopWalk first_;
    HopWalk second_;
    double kappa_;
    double l_ = 0.0;
    double u_ = 0.0;
    double u_end_ = 0.0;
    double b_ = 0.0;
    double v_ = 0.0;
    double v_end_ = 0.0;
    SmoothPoint point_;
    double taken_between_ = 0.0;
    double start_magnitude_ = 0.0;
    double between_magnitude_ = 0.0;
    double price_between_ = 0.0;
    double best_net_ = 0.0;
    double steps_ = 0.0;
    RouteSearch result_;
};

}  // namespace

RouteSearch search_route(std::span<const HopView> hops, const SearchTerms& terms) {
    check(hops.size() == 2, "the search knows routes of two hops");
    return TwoHopSearch{hops[0], hops[1], terms}.run();
}

}  // namespace dexarb
