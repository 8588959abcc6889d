#pragma once

#include <cstdint>
#include <vector>

#include "dexarb/devnet/block_builder.hpp"
#include "dexarb/devnet/flow_options.hpp"
#include "dexarb/devnet/genesis.hpp"
#include "dexarb/devnet/random.hpp"
#include "dexarb/devnet/rival.hpp"

namespace dexarb {

/// A range somebody minted and may burn again.
struct OpenRange {
    PoolIndex pool{};
    Address owner;
    LiquidityRange range;
};

/// All that the order flow remembers between blocks; a value, so that a branch can begin again from any block.
struct FlowState {
    Random random;
    std::vector<double> prices_usd;  ///< By token, what the world outside pays.
    std::vector<OpenRange> ranges;
    RivalState rival;
    double fee_target_gwei = 0.0;
    std::uint32_t fee_peak_left = 0;  ///< Blocks that the present peak still lasts.
    std::uint64_t blocks = 0;
};

/// Fills blocks with the trades of a simulated market. Holds options only; what changes is in `FlowState`.
class OrderFlow {
  public:
    OrderFlow(MarketDefinitionPtr market, const Genesis& genesis, FlowOptions options);

    [[nodiscard]] FlowState initial_state(std::vector<double> prices_usd) const;

    /// One block's transactions.
    void fill(BlockBuilder& block, FlowState& state) const;
    /// The base fee of the block after one with `base_fee_wei`.
    [[nodiscard]] std::uint64_t next_base_fee(std::uint64_t base_fee_wei, FlowState& state) const;

  private:
    class Filler;

    MarketDefinitionPtr market_;
    std::vector<PoolRole> roles_;
    FlowOptions options_;
    Rival rival_;
    std::vector<PoolIndex> busy_pools_;   // Live ones of the busy pairs.
    std::vector<PoolIndex> other_pools_;  // The other live ones.
};

}  // namespace dexarb
