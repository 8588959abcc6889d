#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dexarb {

/// 32 bytes: a block hash, a transaction hash, an event topic, an init-code hash.
struct Hash {
    std::array<std::uint8_t, 32> bytes{};

    friend auto operator<=>(const Hash&, const Hash&) = default;
};

/// Keccak-256 as the EVM has it (not SHA3-256).
[[nodiscard]] Hash keccak256(std::span<const std::uint8_t> data);
[[nodiscard]] Hash keccak256(std::string_view text);

/// "0x" and 64 lower-case digits.
[[nodiscard]] std::string to_string(const Hash& hash);
[[nodiscard]] std::optional<Hash> hash_from_hex(std::string_view text);

}  // namespace dexarb
