#pragma once

#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Reverses an earlier outcome whose inclusion block was undone, or moves the fill of a phantom episode out of the
/// books. Appended: the earlier line stays as it was.
struct Correction {
    enum class Kind { kUndone, kQuarantine };
    Kind kind = Kind::kUndone;
    ConfigIndex config{};
    EpisodeId episode;
    MicroUsd net_usd;  ///< What is added to the books: minus the net of that outcome.
};

}  // namespace dexarb
