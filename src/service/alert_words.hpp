#pragma once

#include <string>
#include <vector>

#include "dexarb/report/run_report.hpp"
#include "dexarb/service/alert_watch.hpp"

namespace dexarb {

/// "$3.25", "-$0.0100": four decimals below ten dollars, as reports have them.
[[nodiscard]] std::string usd_text(MicroUsd amount);
/// "max_daily_trades is reached".
[[nodiscard]] std::string pause_text(const Pause& pause);
/// Net of all configurations and how many trades that is.
[[nodiscard]] std::string books_text(const RunReport& report);
/// The last sentence of a report: who can be told from zero.
[[nodiscard]] std::string verdict_sentence(const RunReport& report);
/// A line for each configuration that traded, best first; or why none did.
[[nodiscard]] std::string day_text(const RunReport& report, std::vector<ConfigDay> day);

}  // namespace dexarb
