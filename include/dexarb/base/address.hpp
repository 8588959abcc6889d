#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dexarb/base/hash.hpp"
#include "dexarb/base/result.hpp"

namespace dexarb {

/// A 20-byte account; the only identity of a token or pool. Ordered as the chain orders it: as a number.
struct Address {
    std::array<std::uint8_t, 20> bytes{};

    [[nodiscard]] bool is_zero() const { return *this == Address{}; }

    friend auto operator<=>(const Address&, const Address&) = default;
};

/// "0x" and 40 digits with the checksum of EIP-55.
[[nodiscard]] std::string to_string(const Address& address);

/// First and last digits, "0x853e..670d", for messages that name many.
[[nodiscard]] std::string to_short_string(const Address& address);

/// Reads 40 digits behind "0x". Mixed case must carry the checksum of EIP-55; one case alone is accepted.
/// The error names what is wrong and, for a bad checksum, the right spelling.
[[nodiscard]] Result<Address> parse_address(std::string_view text);

/// As `parse_address`, but one case alone is refused too: what a person wrote into a file must carry its checksum.
[[nodiscard]] Result<Address> parse_checksummed_address(std::string_view text);

/// The address at which `deployer` creates `init_code_hash` with `salt`. Source: EIP-1014.
[[nodiscard]] Address create2_address(const Address& deployer, const Hash& salt, const Hash& init_code_hash);

}  // namespace dexarb
