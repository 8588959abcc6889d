#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// What each filter kept its configuration from, and a line of advice on each. Empty where none stopped anything alone.
[[nodiscard]] std::string filter_section(const RunReport& report);

/// Every figure, by the name of the setting.
[[nodiscard]] Json filters_json(const FilterPrices& prices);
/// The way back; throws nlohmann's exceptions.
[[nodiscard]] FilterPrices filter_prices_in(const Json& json);
/// The filter it is about, or null where the data carry none, and the words.
[[nodiscard]] Json advice_json(const TraderReport& trader);

}  // namespace dexarb
