#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dexarb {

/// Undoes base64 (RFC 4648 4), with or without padding; nothing for other characters.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace dexarb
