#include "collector/state_agreement.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace dexarb {
namespace {

std::vector<Tick> ticks_in_both(const TickMap& map, const TickMap& other) {
    std::vector<Tick> ticks;
    std::ranges::copy_if(map.ticks(), std::back_inserter(ticks),
                         [&other](const Tick& tick) { return other.knows(tick.index); });
    return ticks;
}

bool agree(const ConcentratedState& a, const ConcentratedState& b) {
    return a.sqrt_price_x96 == b.sqrt_price_x96 && a.tick == b.tick && a.liquidity == b.liquidity &&
           a.tick_spacing == b.tick_spacing && ticks_in_both(*a.ticks, *b.ticks) == ticks_in_both(*b.ticks, *a.ticks);
}

}  // namespace

bool agree(const PoolState& a, const PoolState& b) {
    if (a.index() != b.index()) return false;
    if (const auto* pair = std::get_if<ConstantProductState>(&a)) return *pair == std::get<ConstantProductState>(b);
    return agree(std::get<ConcentratedState>(a), std::get<ConcentratedState>(b));
}

}  // namespace dexarb
