#include "dexarb/base/draw.hpp"

#include <vector>

#include "dexarb/base/hash.hpp"

namespace dexarb {

double seeded_draw(std::uint64_t seed, std::uint64_t chain_id, std::uint64_t block, std::span<const std::uint8_t> key) {
    std::vector<std::uint8_t> preimage;
    preimage.reserve(24 + key.size());
    for (const std::uint64_t number : {seed, chain_id, block})
        for (int shift = 56; shift >= 0; shift -= 8)
            preimage.push_back(static_cast<std::uint8_t>(number >> shift));
    preimage.insert(preimage.end(), key.begin(), key.end());
    const Hash hash = keccak256(preimage);
    std::uint64_t top = 0;
    for (std::size_t i = 0; i < 8; ++i)
        top = (top << 8) | hash.bytes[i];
    return static_cast<double>(top >> 11) / 9007199254740992.0;
}

}  // namespace dexarb
