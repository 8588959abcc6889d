#pragma once

#include <cstdint>
#include <span>

#include "dexarb/base/hash.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// Sets the three bits of an address or a topic (Yellow Paper, 4.3.1).
inline void add(LogsBloom& bloom, std::span<const std::uint8_t> item) {
    const Hash hash = keccak256(item);
    for (const std::size_t i : {0U, 2U, 4U}) {
        const unsigned bit = (256U * hash.bytes[i] + hash.bytes[i + 1]) % 2048U;
        bloom.bytes[255 - bit / 8] = static_cast<std::uint8_t>(bloom.bytes[255 - bit / 8] | (1U << (bit % 8)));
    }
}

}  // namespace dexarb
