#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/devnet/block_builder.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

struct SimulatedTransaction {
    Hash hash;
    Address sender;
    std::uint64_t gas_used = 0;
};

/// A sealed block with the state after it; never changes.
struct SimulatedBlock {
    RpcHeader header;
    Hash state_root;
    std::uint64_t branch = 0;  ///< How often the chain had been rewound; keeps twins on two branches apart.
    std::vector<SimulatedTransaction> transactions;
    std::vector<RpcLog> logs;
    WorldStatePtr world;
};
using SimulatedBlockPtr = std::shared_ptr<const SimulatedBlock>;

struct ChainOptions {
    BlockNumber first_block = 90'000'000;
    std::chrono::sys_seconds first_timestamp{std::chrono::seconds{1'788'264'000}};  ///< 2026-09-01T12:00:00Z.
    std::chrono::seconds block_time{2};
    std::uint64_t first_base_fee_wei = 15'000'000'000;
    std::uint64_t gas_limit = 160'000'000;
    /// Blocks whose logs and states are kept; older ones are forgotten, as by a node that prunes.
    std::size_t history = 512;
};

/// Blocks, one on the other, with a branch that may be replaced. The hash of a block depends on all it holds.
class SimulatedChain {
  public:
    /// `genesis` is the state after the first block.
    SimulatedChain(WorldStatePtr genesis, const ChainOptions& options);

    /// The child of the head, `base_fee_wei` at most 5 % (and one wei) away from the head's.
    const SimulatedBlock& append(BlockContents contents, std::uint64_t base_fee_wei);

    /// Makes the block `depth` below the head the head again. What was above it is kept as uncles, answered by hash but
    /// no longer canonical. `depth` is less than the number of blocks kept.
    void rewind(std::size_t depth);

    [[nodiscard]] const SimulatedBlock& head() const { return *canonical_.back(); }
    [[nodiscard]] BlockNumber oldest() const { return canonical_.front()->header.number; }
    /// The canonical block of that number; null above the head and below what is kept.
    [[nodiscard]] SimulatedBlockPtr at(BlockNumber number) const;
    /// Any block still kept, uncles too; null for others.
    [[nodiscard]] SimulatedBlockPtr find(const Hash& hash) const;
    [[nodiscard]] bool is_canonical(const SimulatedBlock& block) const;

  private:
    [[nodiscard]] SimulatedBlockPtr seal(BlockContents contents, RpcHeader header) const;
    void keep(SimulatedBlockPtr block);

    ChainOptions options_;
    std::uint64_t branch_ = 0;
    std::deque<SimulatedBlockPtr> canonical_;
    std::map<Hash, SimulatedBlockPtr> by_hash_;
};

/// Sets the bits of `item` (an address or topic). Source: Yellow Paper 4.3.1.
void add_to_bloom(LogsBloom& bloom, std::span<const std::uint8_t> item);

}  // namespace dexarb
