#pragma once

#include <string>
#include <vector>

#include "dexarb/app/setup.hpp"

namespace dexarb {

/// What the strategy file says now, for a run that goes on.
struct NewStrategies {
    ResolvedStrategies strategies;
    std::vector<std::string> notices;  ///< For the log: what else was changed and waits for a restart.
};

/// Reads and checks all files again, with the same command line. What is wrong with any of them is the error, and so is
/// a market other than that of `running`: pools are read at start only.
[[nodiscard]] Result<NewStrategies> read_strategies_again(const CommandLine& line, const Setup& running);

}  // namespace dexarb
