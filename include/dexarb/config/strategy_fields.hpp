#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dexarb/config/json_reader.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// One key of a configuration: the same reader serves the file and `--set`, the same text every listing.
struct StrategyField {
    std::string_view key;
    /// Sets the field; an impossible value is refused at the reader and leaves it as it was.
    void (*read)(const JsonReader& value, const MarketDefinition& market, StrategyConfig& config);
    /// The value as it would be written in the file.
    std::string (*show)(const StrategyConfig& config, const MarketDefinition& market);
};

/// All fields, in the order in which they are listed.
[[nodiscard]] std::span<const StrategyField> strategy_fields();
[[nodiscard]] std::vector<std::string> strategy_field_keys();

/// What a configuration is before anything is read: Moderate's values, on no pair.
[[nodiscard]] StrategyConfig built_in_strategy();

/// Refuses a tip above the gas cap, which no single field shows.
void check_gas_cap(const StrategyConfig& config, std::string_view pointer, Problems& problems);

}  // namespace dexarb
