#pragma once

#include <cstdint>
#include <span>

namespace dexarb {

/// A number in [0, 1) that depends on nothing but its inputs, the same on every machine.
///
/// u = the top 53 bits of keccak256(seed, chain id, block as 8-byte big-endian numbers, then `key`) / 2^53.
[[nodiscard]] double seeded_draw(std::uint64_t seed, std::uint64_t chain_id, std::uint64_t block,
                                 std::span<const std::uint8_t> key);

}  // namespace dexarb
