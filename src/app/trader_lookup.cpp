#include "dexarb/app/trader_lookup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dexarb/config/nearest_name.hpp"
#include "dexarb/config/strategies_file.hpp"

namespace dexarb {

Result<std::size_t> find_trader(const std::vector<TraderReport>& traders, const std::string& name) {
    std::vector<std::size_t> found;
    std::vector<std::string> known;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < traders.size(); ++i) {
        const StrategyConfig& config = traders[i].config;
        if (config.name == name) return i;
        known.push_back(config.id);
        if (config.id != strategy_id(name)) continue;
        found.push_back(i);
        names.push_back(fmt::format("\"{}\"", config.name));
    }
    if (found.size() == 1) return found.front();
    if (found.empty())
        return Error{ErrorCode::kInvalidInput,
                     fmt::format("no configuration '{}' there{}", name, suggestion(strategy_id(name), known))};
    return Error{ErrorCode::kInvalidInput, fmt::format("'{}' ran with {} sets of values: name one of {}, or a run",
                                                       name, found.size(), fmt::join(names, ", "))};
}

}  // namespace dexarb
