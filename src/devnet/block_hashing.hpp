#pragma once

#include <span>

#include "dexarb/devnet/simulated_chain.hpp"

namespace dexarb {

/// Hash of everything a pool's state holds, in the order of the market. Stands for the state root.
[[nodiscard]] Hash hash_of_world(const WorldState& world);

/// Depends on the block's place, the sender, and the transaction's logs.
[[nodiscard]] Hash hash_of_transaction(const Hash& parent, std::size_t index, const Address& sender,
                                       std::span<const RpcLog> logs);

/// The header's hash: of all its fields, the roots, and the branch it was made on.
[[nodiscard]] Hash hash_of_block(const SimulatedBlock& block);

}  // namespace dexarb
