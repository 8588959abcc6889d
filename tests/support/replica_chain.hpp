#pragma once

#include <utility>
#include <vector>

#include "dexarb/market/market_replica.hpp"

namespace dexarb::testing {

/// The hash of a block by number and branch.
[[nodiscard]] inline Hash block_hash(BlockNumber number, std::uint8_t branch = 0) {
    Hash hash;
    hash.bytes[0] = branch;
    for (std::size_t i = 0; i < 8; ++i)
        hash.bytes[24 + i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    return hash;
}

/// A header whose parent is on `parent_branch`; timestamps advance two seconds a block.
[[nodiscard]] inline BlockHeader block_header(BlockNumber number, std::uint8_t branch = 0,
                                              std::uint8_t parent_branch = 0) {
    BlockHeader header;
    header.id = {number, block_hash(number, branch)};
    header.parent = block_hash(number - 1, parent_branch);
    header.timestamp = std::chrono::sys_seconds{std::chrono::seconds{1'700'000'000 + 2 * number}};
    header.base_fee_wei = 30'000'000'000;
    return header;
}

/// The child of `parent` on `branch` with `changes` in log order, 300 ms after its timestamp.
[[nodiscard]] inline BlockUpdate child_of(const BlockHeader& parent,
                                          std::vector<std::pair<PoolIndex, PoolChange>> changes = {},
                                          std::uint8_t branch = 0) {
    BlockUpdate update;
    update.header = block_header(parent.id.number + 1, branch, parent.id.hash.bytes[0]);
    update.arrival = update.header.timestamp + std::chrono::milliseconds{300};
    std::uint32_t index = 0;
    for (auto& [pool, change] : changes) {
        update.events.push_back({pool, index, index, std::move(change)});
        ++index;
    }
    return update;
}

}  // namespace dexarb::testing
