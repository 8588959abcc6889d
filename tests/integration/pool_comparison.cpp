#include "integration/pool_comparison.hpp"

#include <algorithm>
#include <vector>

namespace dexarb::testing {
namespace {

std::vector<Tick> ticks_in(const TickMap& map, const TickMap& known) {
    std::vector<Tick> ticks;
    for (const Tick& tick : map.ticks())
        if (known.knows(tick.index)) ticks.push_back(tick);
    return ticks;
}

std::string difference_of(const ConstantProductState& ours, const ConstantProductState& theirs) {
    return ours == theirs ? "" : "reserves or fee";
}

std::string difference_of(const ConcentratedState& ours, const ConcentratedState& theirs) {
    if (ours.sqrt_price_x96 != theirs.sqrt_price_x96) return "price";
    if (ours.sqrt_price_x96.is_zero()) return "";
    if (ours.tick != theirs.tick) return "tick";
    if (ours.liquidity != theirs.liquidity) return "liquidity";
    if (ours.fee != theirs.fee || ours.tick_spacing != theirs.tick_spacing) return "fee or spacing";
    if (!ours.ticks->knows(ours.tick)) return "the word of its price is not known";
    return ticks_in(*ours.ticks, *ours.ticks) == ticks_in(*theirs.ticks, *ours.ticks) ? "" : "ticks";
}

}  // namespace

std::string difference(const PoolState& ours, const PoolState& theirs) {
    if (ours.index() != theirs.index()) return "kind";
    if (const auto* pair = std::get_if<ConstantProductState>(&ours))
        return difference_of(*pair, std::get<ConstantProductState>(theirs));
    return difference_of(std::get<ConcentratedState>(ours), std::get<ConcentratedState>(theirs));
}

}  // namespace dexarb::testing
