#include "dexarb/amm/concentrated_liquidity.hpp"

#include <algorithm>

#include "dexarb/amm/tick_math.hpp"

namespace dexarb {

namespace {

enum class Refusal { kNone, kAmount, kLocked, kPriceLimit, kLiquiditySubtracted, kLiquidityAdded, kArithmetic };

Error error_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::kAmount:
            return {ErrorCode::kArithmetic, "AS: amount is zero or above int256"};
        case Refusal::kLocked:
            return {ErrorCode::kArithmetic, "LOK: pool is not initialised"};
        case Refusal::kPriceLimit:
            return {ErrorCode::kArithmetic, "SPL: price limit is not ahead or off the scale"};
        case Refusal::kLiquiditySubtracted:
            return {ErrorCode::kArithmetic, "LS: liquidity falls below zero"};
        case Refusal::kLiquidityAdded:
            return {ErrorCode::kArithmetic, "LA: liquidity overflows"};
        default:
            return {ErrorCode::kArithmetic, "step overflows"};
    }
}

Refusal refusal_of(const ConcentratedState& pool, const SwapRequest& request) {
    if (request.amount.is_zero() || (request.amount.limb(3) >> 63) != 0) return Refusal::kAmount;
    if (pool.sqrt_price_x96.is_zero()) return Refusal::kLocked;
    const U256& limit = request.sqrt_price_limit_x96;
    const bool ahead = request.zero_for_one ? limit < pool.sqrt_price_x96 && limit > kMinSqrtRatio
                                            : limit > pool.sqrt_price_x96 && limit < kMaxSqrtRatio;
    return ahead ? Refusal::kNone : Refusal::kPriceLimit;
}

/// One swap on its way along the ticks. `position_` counts the initialised ticks at or below the tick it is at.
class SwapWalk {
  public:
    SwapWalk(const ConcentratedState& pool, const SwapRequest& request)
        : map_{*pool.ticks}, request_{request}, fee_{pool.fee}, refusal_{refusal_of(pool, request)} {
        if (refusal_ != Refusal::kNone) return;
        sqrt_price_ = pool.sqrt_price_x96;
        tick_ = pool.tick;
        liquidity_ = pool.liquidity;
        remaining_ = request.amount;
        position_ = map_.count_up_to(tick_);
        run();
    }

    [[nodiscard]] Refusal refusal() const { return refusal_; }

    [[nodiscard]] Quote quote() const {
        if (refusal_ == Refusal::kNone) return {amount_in(), amount_out(), ticks_crossed_, end_};
        Quote refused;
        const bool nothing_left = refusal_ == Refusal::kLocked || refusal_ == Refusal::kPriceLimit;
        refused.end = nothing_left ? QuoteEnd::kOutOfLiquidity : QuoteEnd::kReverts;
        return refused;
    }

    [[nodiscard]] SwapResult result() const {
        const std::int32_t tick = between_ticks_ ? tick_at_sqrt_ratio(sqrt_price_) : tick_;
        return {amount_in(), amount_out(), sqrt_price_, tick, liquidity_, ticks_crossed_, end_};
    }

  private:
    [[nodiscard]] bool is_exact_input() const { return request_.kind == SwapKind::kExactInput; }
    [[nodiscard]] U256 specified_done() const { return request_.amount - remaining_; }
    [[nodiscard]] U256 amount_in() const { return is_exact_input() ? specified_done() : calculated_; }
    [[nodiscard]] U256 amount_out() const { return is_exact_input() ? calculated_ : specified_done(); }

    void run() {
        while (!remaining_.is_zero() && sqrt_price_ != request_.sqrt_price_limit_x96) {
            const auto stop = next_stop();
            if (!stop) {
                end_ = QuoteEnd::kUnknownTicks;
                return;
            }
            advance_to(*stop);
            if (refusal_ != Refusal::kNone) return;
        }
        if (remaining_.is_zero()) return;
        const bool is_extreme = request_.sqrt_price_limit_x96 == extreme_sqrt_price_limit(request_.zero_for_one);
        end_ = is_extreme ? QuoteEnd::kOutOfLiquidity : QuoteEnd::kPriceLimit;
    }

    [[nodiscard]] std::optional<NextTick> next_stop() const {
        return request_.zero_for_one ? next_stop_down() : next_stop_up();
    }

    // Without liquidity a step moves the price and nothing else, so its word boundaries cannot round anything: the
    // walk may leap to the next tick or to the end of what is known.
    [[nodiscard]] std::optional<NextTick> next_stop_down() const {
        const std::int32_t word = bitmap_word(tick_, map_.spacing());
        if (!map_.known().contains(word)) return std::nullopt;
        const std::int32_t word_end = (liquidity_ == 0 ? map_.known().first : word) * 256 * map_.spacing();
        if (position_ > 0 && map_.ticks()[position_ - 1].index >= word_end)
            return NextTick{map_.ticks()[position_ - 1].index, true};
        return NextTick{std::max(word_end, kMinTick), false};
    }

    [[nodiscard]] std::optional<NextTick> next_stop_up() const {
        const std::int32_t word = (compressed_tick(tick_, map_.spacing()) + 1) >> 8;
        if (!map_.known().contains(word)) return std::nullopt;
        const std::int32_t last = liquidity_ == 0 ? map_.known().last : word;
        const std::int32_t word_end = (last * 256 + 255) * map_.spacing();
        if (position_ < map_.ticks().size() && map_.ticks()[position_].index <= word_end)
            return NextTick{map_.ticks()[position_].index, true};
        return NextTick{std::min(word_end, kMaxTick), false};
    }

    [[nodiscard]] U256 sqrt_price_of(const NextTick& stop) const {
        if (!stop.initialized) return sqrt_ratio_at_tick(stop.index);
        return map_.sqrt_price(request_.zero_for_one ? position_ - 1 : position_);
    }

    void advance_to(const NextTick& stop) {
        const U256 stop_price = sqrt_price_of(stop);
        const U256& limit = request_.sqrt_price_limit_x96;
        const bool limit_first = request_.zero_for_one ? stop_price < limit : stop_price > limit;
        const auto step = compute_swap_step({sqrt_price_, limit_first ? limit : stop_price, liquidity_, fee_},
                                            request_.kind, remaining_);
        if (!step) {
            refusal_ = Refusal::kArithmetic;
            return;
        }
        book(*step);
        // Short of the stop the swap is over (amount used up, or at its limit), so its tick can wait for `result`.
        if (sqrt_price_ == stop_price)
            arrive_at(stop);
        else
            between_ticks_ = between_ticks_ || moved_;
    }

    void book(const SwapStep& step) {
        remaining_ -= is_exact_input() ? step.amount_in : step.amount_out;
        calculated_ += is_exact_input() ? step.amount_out : step.amount_in;
        moved_ = sqrt_price_ != step.sqrt_price;
        sqrt_price_ = step.sqrt_price;
    }

    void arrive_at(const NextTick& stop) {
        if (stop.initialized) cross();
        tick_ = request_.zero_for_one ? stop.index - 1 : stop.index;
    }

    void cross() {
        const Tick& crossed = map_.ticks()[request_.zero_for_one ? --position_ : position_++];
        ++ticks_crossed_;
        const bool adds = (crossed.liquidity_net >= 0) != request_.zero_for_one;
        const u128 size = crossed.liquidity_net < 0 ? ~static_cast<u128>(crossed.liquidity_net) + 1
                                                    : static_cast<u128>(crossed.liquidity_net);
        const u128 before = liquidity_;
        liquidity_ = adds ? before + size : before - size;
        if (adds && liquidity_ < before) refusal_ = Refusal::kLiquidityAdded;
        if (!adds && liquidity_ > before) refusal_ = Refusal::kLiquiditySubtracted;
    }

    const TickMap& map_;
    const SwapRequest& request_;
    FeePpm fee_;
    Refusal refusal_;
    U256 sqrt_price_;
    std::int32_t tick_ = 0;
    u128 liquidity_ = 0;
    U256 remaining_;
    U256 calculated_;
    std::size_t position_ = 0;
    std::uint32_t ticks_crossed_ = 0;
    bool moved_ = false;
    bool between_ticks_ = false;
    QuoteEnd end_ = QuoteEnd::kComplete;
};

Quote quote_of(const ConcentratedState& pool, bool zero_for_one, SwapKind kind, const U256& amount) {
    const SwapRequest request{zero_for_one, kind, amount, extreme_sqrt_price_limit(zero_for_one)};
    return SwapWalk{pool, request}.quote();
}

}  // namespace

U256 extreme_sqrt_price_limit(bool zero_for_one) {
    return zero_for_one ? kMinSqrtRatio + U256{1} : kMaxSqrtRatio - U256{1};
}

Result<SwapResult> swap(const ConcentratedState& pool, const SwapRequest& request) {
    const SwapWalk walk{pool, request};
    if (walk.refusal() != Refusal::kNone) return error_of(walk.refusal());
    return walk.result();
}

Quote quote_exact_input(const ConcentratedState& pool, bool zero_for_one, const U256& amount_in) {
    return quote_of(pool, zero_for_one, SwapKind::kExactInput, amount_in);
}

Quote quote_exact_output(const ConcentratedState& pool, bool zero_for_one, const U256& amount_out) {
    return quote_of(pool, zero_for_one, SwapKind::kExactOutput, amount_out);
}

ConcentratedState state_after(const ConcentratedState& pool, const SwapResult& result) {
    ConcentratedState after = pool;
    after.sqrt_price_x96 = result.sqrt_price_x96;
    after.tick = result.tick;
    after.liquidity = result.liquidity;
    return after;
}

}  // namespace dexarb
