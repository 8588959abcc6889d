#pragma once

#include <deque>

#include "dexarb/devnet/order_flow.hpp"
#include "dexarb/devnet/simulated_chain.hpp"

namespace dexarb {

struct NetworkOptions {
    ChainOptions chain;
    GenesisOptions genesis;
    FlowOptions flow;
};

/// The simulated Polygon: a chain and who trades on it. The same market, options and calls give the same blocks, to the
/// hash. No I/O, no clock.
class SimulatedNetwork {
  public:
    SimulatedNetwork(MarketDefinitionPtr market, const NetworkOptions& options);

    /// One block full of trades.
    const SimulatedBlock& mine();
    const SimulatedBlock& mine(std::size_t count);
    /// One block whose transactions the caller has built with `next_block`.
    const SimulatedBlock& mine(BlockBuilder block);
    /// A builder on top of the head.
    [[nodiscard]] BlockBuilder next_block() const;

    /// Replaces the last `depth` blocks by `depth + 1` others, with other trades. `depth` is positive and less than the
    /// number of blocks kept.
    void reorganise(std::size_t depth);

    [[nodiscard]] const SimulatedChain& chain() const { return chain_; }
    [[nodiscard]] const MarketDefinition& market() const { return *market_; }
    [[nodiscard]] const std::vector<PoolRole>& roles() const { return genesis_.roles; }

  private:
    MarketDefinitionPtr market_;
    Genesis genesis_;
    OrderFlow flow_;
    SimulatedChain chain_;
    std::size_t history_;
    std::deque<FlowState> states_;  // After each block the chain keeps, the newest last.
};

}  // namespace dexarb
