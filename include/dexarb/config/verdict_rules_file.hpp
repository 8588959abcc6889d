#pragma once

#include <string>

#include "dexarb/config/json_document.hpp"
#include "dexarb/metrics/verdict.hpp"

namespace dexarb {

/// What the shipped configs/verdict.json says, for where no such file is.
[[nodiscard]] VerdictRules usual_verdict_rules();

/// The rules in `document`; the error lists every mistake by `file` and JSON pointer. A rule that is not in it is not
/// asked, but at least one must be.
[[nodiscard]] Result<VerdictRules> read_verdict_rules(const JsonNode& document, const std::string& file);
[[nodiscard]] Result<VerdictRules> load_verdict_rules(const std::string& path);

}  // namespace dexarb
