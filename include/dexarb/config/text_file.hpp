#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// Larger files are refused: nobody wrote them by hand.
inline constexpr std::size_t kLargestConfigFile = 4U << 20U;

/// The whole file, checked to be UTF-8. Errors begin with the file's name and say whether it is missing, unreadable,
/// too large or (with line and column) not UTF-8.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path);

/// Offset of the first byte that is not well-formed UTF-8 (RFC 3629), or `npos`.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);

/// "file:line:column" of a byte offset; columns count bytes from 1.
[[nodiscard]] std::string place_of(const std::string& file, std::string_view text, std::size_t offset);

}  // namespace dexarb
