#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dexarb/config/strategies_file.hpp"

namespace dexarb {

/// Applies every `--set ID.FIELD=VALUE` in order; `*` as the id means every configuration, a list's values are parted
/// by commas. Refuses unknown configurations and fields (naming the nearest) and impossible values, all of them.
[[nodiscard]] Result<ResolvedStrategies> with_settings(ResolvedStrategies strategies, const MarketDefinition& market,
                                                       const std::vector<std::string>& assignments);

/// Applies `--fill-model NAME` to every configuration.
[[nodiscard]] Result<ResolvedStrategies> with_fill_model(ResolvedStrategies strategies, const MarketDefinition& market,
                                                         std::string_view name);

/// Applies `--seed N`.
[[nodiscard]] Result<ResolvedStrategies> with_seed(ResolvedStrategies strategies, std::string_view seed);

/// Those named by `--configs` (all where it is empty) without those named by `--exclude`, in the file's order. Ids,
/// with `-` for `_` accepted; refuses unknown ones (naming the nearest) and a selection that leaves none.
[[nodiscard]] Result<ResolvedStrategies> select_strategies(ResolvedStrategies strategies,
                                                           const std::vector<std::string>& configs,
                                                           const std::vector<std::string>& exclude);

}  // namespace dexarb
