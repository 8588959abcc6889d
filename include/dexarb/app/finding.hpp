#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dexarb {

enum class FindingLevel : std::uint8_t {
    kFine,
    kWarning,  ///< `run` would work, but not as well as it could.
    kProblem,  ///< `run` would not work with what the finding is about.
};
/// "warning", for people and programs.
[[nodiscard]] std::string_view to_string(FindingLevel level);

/// One line of a check: what was looked at, what was found, and what to do about it.
struct Finding {
    std::string subject;
    std::string text;
    FindingLevel level = FindingLevel::kFine;
    std::string action{};  ///< Whole sentences without the last full stop; empty where there is nothing to do.
};
using Findings = std::vector<Finding>;

/// "PROBLEM https://node: its name does not resolve. Check the host in RPC_URL": one line.
[[nodiscard]] std::string render_finding(const Finding& finding);
/// The same without its level.
[[nodiscard]] std::string render_plain(const Finding& finding);

}  // namespace dexarb
