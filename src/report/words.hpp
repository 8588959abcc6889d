#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t value);
/// Dollars with so many decimals, rounded to nearest for display: "-1,234.50".
[[nodiscard]] std::string dollars(MicroUsd amount, int decimals);
/// "$3.2500", "-$1,234.50": four decimals below ten dollars, else two.
[[nodiscard]] std::string money(MicroUsd amount);
/// "312.4" for 312400000000 wei.
[[nodiscard]] std::string gwei(std::uint64_t wei);
/// "4 h 05 min", "12 min 03 s", "2.4 s".
[[nodiscard]] std::string duration(std::chrono::milliseconds time);
/// "2026-09-01 00:00".
[[nodiscard]] std::string day_start(UtcDay day);

/// What is assumed rather than measured: name and sentence, in the order of every surface.
struct Assumption {
    std::string name;
    std::string text;
};
[[nodiscard]] std::vector<Assumption> assumptions_in_words(const Assumptions& assumptions,
                                                           const std::vector<StrategyConfig>& configs);

/// Why nothing traded, a sentence a line; empty if something did.
[[nodiscard]] std::vector<std::string> why_nothing_traded(const RunReport& report);

/// Who is ahead in dollars, or why nobody is; what that is worth says the conclusion.
[[nodiscard]] std::string verdict(const RunReport& report);

}  // namespace dexarb
