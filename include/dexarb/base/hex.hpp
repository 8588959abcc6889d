#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dexarb {

/// Lower-case digits without a prefix.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);

/// Bytes of an even number of hex digits, "0x" in front or not; nothing for anything else.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> bytes_from_hex(std::string_view text);

/// Fills `out` from exactly `2 * out.size()` hex digits, "0x" in front or not; false for anything else.
[[nodiscard]] bool fill_from_hex(std::string_view text, std::span<std::uint8_t> out);

}  // namespace dexarb
