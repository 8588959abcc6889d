#include "dexarb/app/budget_options.hpp"

#include <CLI/CLI.hpp>

namespace dexarb {

namespace {

/// More would leave no room below what a block's own state still names of the blocks behind it.
constexpr std::uint64_t kMostAtATime = 200;

}  // namespace

void add_budget_options(CLI::App& app, BudgetOptions& options) {
    app.add_option("--every", options.every,
                   "follow K blocks at a time, for a key that cannot pay for each; arrival is then modelled [1]")
        ->type_name("K")
        ->check(CLI::Range(std::uint64_t{1}, kMostAtATime));
    app.add_option("--units", options.units, "what the provider charges per method [configs/units.json]")
        ->type_name("FILE");
}

}  // namespace dexarb
