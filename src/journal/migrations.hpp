#pragma once

#include <span>
#include <string_view>

namespace dexarb {

/// The SQL that makes version i + 1 of the schema of version i, oldest first: an empty file becomes the newest by all
/// of them.
[[nodiscard]] std::span<const std::string_view> migrations();

}  // namespace dexarb
