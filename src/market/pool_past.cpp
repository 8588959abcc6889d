#include "dexarb/market/pool_past.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "dexarb/amm/concentrated_events.hpp"

namespace dexarb {
namespace {

bool is_decisive(const DatedChange& dated) {
    return !std::holds_alternative<LiquidityChange>(dated.change);
}

/// The pool before these changes of its liquidity, the newest undone first. They are none of price.
Result<PoolState> without_liquidity(PoolState state, std::span<const DatedChange> changes) {
    for (auto dated = changes.rbegin(); dated != changes.rend(); ++dated) {
        LiquidityChange undone = std::get<LiquidityChange>(dated->change);
        undone.liquidity_delta = -undone.liquidity_delta;
        auto before = changed_by(state, undone);
        if (!before) return std::move(before).error();
        state = *std::move(before);
    }
    return state;
}

/// The ticks of `head` before `changes`, whatever happened to its price.
Result<std::shared_ptr<const TickMap>> ticks_before(const ConcentratedState& head,
                                                    std::span<const DatedChange> changes) {
    std::shared_ptr<const TickMap> ticks = head.ticks;
    for (auto dated = changes.rbegin(); dated != changes.rend(); ++dated) {
        const auto* change = std::get_if<LiquidityChange>(&dated->change);
        if (change == nullptr) continue;
        auto before = ticks->with_liquidity(change->tick_lower, change->tick_upper, -change->liquidity_delta);
        if (!before) return std::move(before).error();
        ticks = std::make_shared<const TickMap>(*std::move(before));
    }
    return ticks;
}

/// A state that the first of `changes`, a decisive one, turns into what it says.
Result<PoolState> state_before(const PoolState& head, std::span<const DatedChange> changes) {
    const PoolChange& first = changes.front().change;
    if (const auto* pair = std::get_if<ConstantProductState>(&head)) {
        const auto* sync = std::get_if<SyncChange>(&first);
        if (sync == nullptr) return Error{ErrorCode::kMalformed, "an event of another kind of pool"};
        return PoolState{ConstantProductState{sync->reserve0, sync->reserve1, pair->fee}};
    }
    ConcentratedState state = std::get<ConcentratedState>(head);
    auto ticks = ticks_before(state, changes);
    if (!ticks) return std::move(ticks).error();
    state.ticks = *std::move(ticks);
    const auto* swap = std::get_if<SwapChange>(&first);
    state.sqrt_price_x96 = swap != nullptr ? swap->sqrt_price_x96 : U256{};
    state.tick = swap != nullptr ? swap->tick : 0;
    state.liquidity = swap != nullptr ? swap->liquidity : 0;
    return PoolState{std::move(state)};
}

Result<PoolState> after(PoolState state, std::span<const DatedChange> changes) {
    for (const DatedChange& dated : changes) {
        auto next = changed_by(state, dated.change);
        if (!next) return std::move(next).error().within("block " + std::to_string(dated.block));
        state = *std::move(next);
    }
    return state;
}

Result<PoolPast> wind(const PoolState& head, std::span<const DatedChange> changes, BlockNumber from) {
    const auto later = std::ranges::upper_bound(changes, from, {}, &DatedChange::block);
    const auto in_first = static_cast<std::size_t>(later - changes.begin());
    const auto decisive = std::ranges::find_if(changes, is_decisive);
    if (decisive == changes.end()) {
        auto state = without_liquidity(head, changes.subspan(in_first));
        if (!state) return std::move(state).error();
        return PoolPast{from, *std::move(state), in_first};
    }
    const auto place = static_cast<std::size_t>(decisive - changes.begin());
    auto state = state_before(head, changes.subspan(place));
    if (!state) return std::move(state).error();
    if (decisive->block > from) return PoolPast{decisive->block, *std::move(state), place, decisive->log_index};
    auto at_first = after(*std::move(state), changes.subspan(place, in_first - place));
    if (!at_first) return std::move(at_first).error();
    return PoolPast{from, *std::move(at_first), in_first};
}

}  // namespace

Result<PoolPast> wind_back(const PoolState& head, std::span<const DatedChange> changes, BlockNumber from) {
    auto past = wind(head, changes, from);
    if (!past) return Error{ErrorCode::kMalformed, past.error().detail};
    const auto again = after(past->state, changes.subspan(past->next));
    if (!again) return Error{ErrorCode::kMalformed, again.error().detail};
    if (!same_pool_state(*again, head))
        return Error{ErrorCode::kMalformed, "its events do not lead to its state at the head"};
    return past;
}

std::chrono::sys_seconds interpolated_time(const BlockTime& before, const BlockTime& after, BlockNumber number) {
    const auto blocks = static_cast<std::int64_t>(after.number - before.number);
    const auto passed = static_cast<std::int64_t>(number - before.number);
    return before.timestamp + (after.timestamp - before.timestamp) * passed / blocks;
}

bool same_pool_state(const PoolState& a, const PoolState& b) {
    if (const auto* pair = std::get_if<ConstantProductState>(&a)) {
        const auto* other = std::get_if<ConstantProductState>(&b);
        return other != nullptr && *pair == *other;
    }
    const auto& pool = std::get<ConcentratedState>(a);
    const auto* other = std::get_if<ConcentratedState>(&b);
    return other != nullptr && pool.sqrt_price_x96 == other->sqrt_price_x96 && pool.tick == other->tick &&
           pool.liquidity == other->liquidity && pool.tick_spacing == other->tick_spacing && pool.fee == other->fee &&
           (pool.ticks == other->ticks || *pool.ticks == *other->ticks);
}

}  // namespace dexarb
