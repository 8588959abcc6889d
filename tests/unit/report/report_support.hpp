#pragma once

#include "dexarb/report/run_report.hpp"
#include "dexarb/report/verdict_report.hpp"

namespace dexarb::test {

/// An endpoint that gave answers of these kinds, which were not used.
[[nodiscard]] EndpointStatus refusing_endpoint(const std::string& name, std::vector<RefusedAnswers> refused);

/// Preset-like configurations with empty books, on a chain whose base fee is above their caps.
[[nodiscard]] RunReport quiet_report();

/// The same with trades: one ahead, one behind, one paused, one with a fill in quarantine.
[[nodiscard]] RunReport busy_report();

/// The busy report with what its trades support: Moderate leads with 412 trades of nine days, cap_200 has 31 of one,
/// Conservative 12. None is separable from zero.
[[nodiscard]] RunReport weighed_report();

/// The weighed report's configurations under the usual rules: nine days of a real market, everything verified. Not yet
/// judged.
[[nodiscard]] VerdictReport judged();

/// Reaches the verdict anew, after something was changed.
void judge_again(VerdictReport& report);

/// Makes this configuration the one with the highest t; nothing for none.
void name_best(RunReport& report, std::optional<std::size_t> index);

/// Every number as long as it gets, every optional line there.
[[nodiscard]] RunReport overflowing_report();

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

/// The text with each run of spaces and line breaks as one space.
[[nodiscard]] std::string unwrapped(const std::string& text);

/// The first line that holds `part`; the test fails where there is none.
[[nodiscard]] std::string line_with(const std::string& text, const std::string& part);

}  // namespace dexarb::test
