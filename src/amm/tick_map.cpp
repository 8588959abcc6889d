#include "dexarb/amm/tick_map.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "dexarb/amm/tick_math.hpp"

namespace dexarb {

namespace {

constexpr u128 kMaxLiquidityNet = ~static_cast<u128>(0) >> 1;

Error refused(ErrorCode code, const std::string& reason, std::int32_t tick) {
    return Error{code, reason + " at tick " + std::to_string(tick)};
}

bool by_index(const Tick& a, const Tick& b) {
    return a.index < b.index;
}

std::optional<Error> fault_of(const Tick& tick, std::int32_t spacing, const WordRange& known) {
    if (tick.index < kMinTick || tick.index > kMaxTick)
        return refused(ErrorCode::kMalformed, "off the scale", tick.index);
    if (tick.index % spacing != 0) return refused(ErrorCode::kMalformed, "not on the spacing", tick.index);
    if (!known.contains(bitmap_word(tick.index, spacing)))
        return refused(ErrorCode::kMalformed, "outside the words read", tick.index);
    if (tick.liquidity_gross == 0) return refused(ErrorCode::kMalformed, "no liquidity", tick.index);
    return std::nullopt;
}

std::optional<Error> fault_of_range(std::int32_t lower, std::int32_t upper, std::int32_t spacing) {
    if (lower >= upper) return refused(ErrorCode::kArithmetic, "TLU", lower);
    if (lower < kMinTick) return refused(ErrorCode::kArithmetic, "TLM", lower);
    if (upper > kMaxTick) return refused(ErrorCode::kArithmetic, "TUM", upper);
    if (lower % spacing != 0) return refused(ErrorCode::kArithmetic, "not on the spacing", lower);
    if (upper % spacing != 0) return refused(ErrorCode::kArithmetic, "not on the spacing", upper);
    return std::nullopt;
}

/// |delta|, also for the most negative one.
u128 magnitude(i128 delta) {
    return delta < 0 ? ~static_cast<u128>(delta) + 1 : static_cast<u128>(delta);
}

/// The tick after a position's end at it grew by `delta`; its liquidity may have become zero.
Result<Tick> updated(Tick tick, i128 delta, bool is_upper, u128 max_liquidity) {
    const u128 size = magnitude(delta);
    if (delta < 0 && tick.liquidity_gross < size) return refused(ErrorCode::kArithmetic, "LS", tick.index);
    if (delta >= 0 && (size > max_liquidity || tick.liquidity_gross > max_liquidity - size))
        return refused(ErrorCode::kArithmetic, "LO", tick.index);
    tick.liquidity_gross = delta < 0 ? tick.liquidity_gross - size : tick.liquidity_gross + size;
    i128 net = 0;
    const bool overflow = is_upper ? __builtin_sub_overflow(tick.liquidity_net, delta, &net)
                                   : __builtin_add_overflow(tick.liquidity_net, delta, &net);
    if (overflow || magnitude(net) > kMaxLiquidityNet)
        return refused(ErrorCode::kArithmetic, "net liquidity overflows", tick.index);
    tick.liquidity_net = net;
    return tick;
}

}  // namespace

WordRange all_words(std::int32_t spacing) {
    return {bitmap_word(kMinTick, spacing), bitmap_word(kMaxTick, spacing)};
}

u128 max_liquidity_per_tick(std::int32_t spacing) {
    const auto ticks = static_cast<u128>(2 * (kMaxTick / spacing) + 1);
    return ~static_cast<u128>(0) / ticks;
}

TickMap::TickMap(std::int32_t spacing, WordRange known, std::vector<Tick> ticks)
    : spacing_{spacing}, known_{known}, ticks_{std::move(ticks)} {
    check(spacing > 0, "tick spacing is positive");
    sqrt_prices_.reserve(ticks_.size());
    for (const Tick& tick : ticks_)
        sqrt_prices_.push_back(sqrt_ratio_at_tick(tick.index));
}

Result<TickMap> TickMap::make(std::int32_t spacing, WordRange known, std::vector<Tick> ticks) {
    if (spacing < 1) return Error{ErrorCode::kMalformed, "tick spacing below 1"};
    for (const Tick& tick : ticks)
        if (auto fault = fault_of(tick, spacing, known)) return *std::move(fault);
    std::ranges::sort(ticks, by_index);
    const auto twice = std::ranges::adjacent_find(ticks, {}, &Tick::index);
    if (twice != ticks.end()) return refused(ErrorCode::kMalformed, "read twice", twice->index);
    return TickMap{spacing, known, std::move(ticks)};
}

std::size_t TickMap::count_up_to(std::int32_t tick) const {
    const auto above = std::ranges::upper_bound(ticks_, tick, {}, &Tick::index);
    return static_cast<std::size_t>(above - ticks_.begin());
}

std::optional<NextTick> TickMap::next_initialized_within_one_word(std::int32_t tick, bool downwards) const {
    const std::int32_t compressed = compressed_tick(tick, spacing_) + (downwards ? 0 : 1);
    const std::int32_t word = compressed >> 8;
    if (!known_.contains(word)) return std::nullopt;
    const std::size_t position = count_up_to(tick);
    if (downwards) {
        const std::int32_t end = word * 256 * spacing_;
        if (position == 0 || ticks_[position - 1].index < end) return NextTick{end, false};
        return NextTick{ticks_[position - 1].index, true};
    }
    const std::int32_t end = (word * 256 + 255) * spacing_;
    if (position == ticks_.size() || ticks_[position].index > end) return NextTick{end, false};
    return NextTick{ticks_[position].index, true};
}

Result<TickMap> TickMap::with_tick(std::int32_t index, i128 delta, bool is_upper) const {
    if (!knows(index)) return *this;
    const auto place = std::ranges::lower_bound(ticks_, index, {}, &Tick::index);
    const bool present = place != ticks_.end() && place->index == index;
    const auto tick = updated(present ? *place : Tick{index, 0, 0}, delta, is_upper, max_liquidity_per_tick(spacing_));
    if (!tick) return tick.error();
    TickMap changed = *this;
    const auto offset = place - ticks_.begin();
    if (present && tick->liquidity_gross != 0) {
        changed.ticks_[static_cast<std::size_t>(offset)] = *tick;
    } else if (present) {
        changed.ticks_.erase(changed.ticks_.begin() + offset);
        changed.sqrt_prices_.erase(changed.sqrt_prices_.begin() + offset);
    } else if (tick->liquidity_gross != 0) {
        changed.ticks_.insert(changed.ticks_.begin() + offset, *tick);
        changed.sqrt_prices_.insert(changed.sqrt_prices_.begin() + offset, sqrt_ratio_at_tick(index));
    }
    return changed;
}

Result<TickMap> TickMap::with_liquidity(std::int32_t lower, std::int32_t upper, i128 delta) const {
    if (auto fault = fault_of_range(lower, upper, spacing_)) return *std::move(fault);
    const auto half = with_tick(lower, delta, false);
    if (!half) return half.error();
    return half->with_tick(upper, delta, true);
}

Result<TickMap> TickMap::extended(WordRange read, std::vector<Tick> ticks) const {
    const bool nothing_known = known_.last < known_.first;
    if (!nothing_known && (read.first > known_.last + 1 || read.last < known_.first - 1))
        return Error{ErrorCode::kInvalidInput, "words read do not touch the words known"};
    auto added = make(spacing_, read, std::move(ticks));
    if (!added) return added.error();
    if (nothing_known) return added;
    std::vector<Tick> merged;
    merged.reserve(ticks_.size() + added->ticks_.size());
    std::ranges::copy_if(ticks_, std::back_inserter(merged),
                         [&](const Tick& tick) { return !read.contains(bitmap_word(tick.index, spacing_)); });
    merged.insert(merged.end(), added->ticks_.begin(), added->ticks_.end());
    const WordRange known{std::min(known_.first, read.first), std::max(known_.last, read.last)};
    return make(spacing_, known, std::move(merged));
}

}  // namespace dexarb
