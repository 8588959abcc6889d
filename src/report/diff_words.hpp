#pragma once

#include <string>

#include "dexarb/report/comparison.hpp"

namespace dexarb {

/// "Moderate", or "Moderate of run 3" where the two sides are of different runs.
[[nodiscard]] std::string side_name(const Comparison& comparison, Side side);

/// How it ended: "filled", "lost", "in flight"; of the other side also "2.00 x" the size and "+2 blocks" later.
[[nodiscard]] std::string act_words(const EpisodeAct& act);
[[nodiscard]] std::string act_words(const EpisodeAct& act, const EpisodeAct& other);

/// The filter, or "not known".
[[nodiscard]] std::string stop_words(const std::string& reason);

/// "22: min_profit 12, gas_above_cap 9, not known 1"; empty where the side acted on all.
[[nodiscard]] std::string stops_words(const Comparison& comparison, Side side);

}  // namespace dexarb
