#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dexarb {

/// The known name closest to `name` by edits (case aside), or nothing if none comes near enough to be meant.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view name, const std::vector<std::string>& known);

/// "; did you mean "known"?" or, where nothing is near, "; known: a, b, c". To follow a refusal.
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string>& known);

}  // namespace dexarb
