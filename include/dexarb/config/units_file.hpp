#pragma once

#include <string>
#include <vector>

#include "dexarb/base/method_units.hpp"
#include "dexarb/config/json_document.hpp"

namespace dexarb {

/// The methods that a run asks; the shipped table lists each of them.
[[nodiscard]] const std::vector<std::string>& asked_methods();

/// What the shipped configs/units.json says, for where no such file is.
[[nodiscard]] MethodUnits usual_method_units();

/// The table of units per method in `document`; the error lists every mistake by `file` and JSON pointer.
[[nodiscard]] Result<MethodUnits> read_method_units(const JsonNode& document, const std::string& file);
[[nodiscard]] Result<MethodUnits> load_method_units(const std::string& path);

}  // namespace dexarb
