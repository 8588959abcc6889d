#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "dexarb/report/run_report.hpp"
#include "dexarb/report/text_report.hpp"

namespace dexarb {

inline constexpr std::size_t kLabel = 16;

/// A section's first line, behind an empty one.
[[nodiscard]] std::string heading(const std::string& title);

/// Lines of "  name   text", broken between words where they would be too wide; the text starts in column `label`
/// and none ends beyond `columns`.
[[nodiscard]] std::string labelled(const std::string& name, const std::string& text, std::size_t label = kLabel,
                                   std::size_t columns = kReportColumns);

/// Room for the longest name of a configuration and a gap.
[[nodiscard]] std::size_t name_label(const RunReport& report);

/// What `words_of` says of each configuration, in the order of the report; what several share is said once, with their
/// names. Nothing of those it says nothing of.
[[nodiscard]] std::string shared_lines(const RunReport& report,
                                       const std::function<std::string(const TraderReport&)>& words_of);

}  // namespace dexarb
