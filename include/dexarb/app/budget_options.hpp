#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace dexarb {

/// What a run may cost.
struct BudgetOptions {
    std::uint64_t every = 1;           ///< Blocks followed at a time.
    std::optional<std::string> units;  ///< File of units per method, as RPC_UNITS_FILE.
};

void add_budget_options(CLI::App& app, BudgetOptions& options);

}  // namespace dexarb
