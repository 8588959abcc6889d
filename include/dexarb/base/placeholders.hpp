#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace dexarb {

/// What stands for a placeholder of that name.
using PlaceholderValue = std::function<std::string(std::string_view name)>;

/// `text` with the value of each "{name}" in its place; names are lower-case letters and `_`, any other brace stays as
/// it is. What a value holds is not looked at again.
[[nodiscard]] std::string fill_placeholders(std::string_view text, const PlaceholderValue& value);

}  // namespace dexarb
