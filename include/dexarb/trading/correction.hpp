#pragma once

#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Reverses an earlier outcome whose inclusion block was undone, or moves the fill of a phantom episode out of the
/// books (and back, where the block on which that was judged is undone). An outcome on a block that was replaced deeper
/// than outcomes can be undone leaves the sums too, but does not settle again, and its counters stay (`kStranded`).
/// Appended: the earlier line stays as it was.
/// The nets of all outcomes and corrections of a configuration add up to its net.
struct Correction {
    enum class Kind { kUndone, kQuarantine, kStranded };
    Kind kind = Kind::kUndone;
    ConfigIndex config{};
    EpisodeId episode;
    MicroUsd net_usd;  ///< What is added to the books: minus the net of that outcome (or plus, where moved back).
};

}  // namespace dexarb
