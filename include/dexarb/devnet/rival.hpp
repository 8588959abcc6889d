#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "dexarb/arbitrage/route.hpp"
#include "dexarb/devnet/block_builder.hpp"
#include "dexarb/devnet/flow_options.hpp"
#include "dexarb/devnet/random.hpp"

namespace dexarb {

/// A strike that waits for its block.
struct PendingStrike {
    RouteIndex route{};
    BlockNumber due = 0;
};

struct RivalState {
    std::vector<PendingStrike> pending;  ///< In the order they were planned.
    std::vector<bool> seen_open;         ///< By route: open after the last block, and thought about.
};

/// The rival arbitrageur: looks for the best size of every route, and takes what pays to the unit, in his own time.
class Rival {
  public:
    Rival(MarketDefinitionPtr market, RivalOptions options);

    [[nodiscard]] RivalState initial_state() const;

    /// Takes what he has planned for the block being built, if it still pays.
    void strike_due(BlockBuilder& block, RivalState& state) const;
    /// Looks at what the block leaves open: takes it behind the others, plans it for a later block, or lets it be.
    void react(BlockBuilder& block, RivalState& state, Random& random) const;

  private:
    void strike(BlockBuilder& block, const Route& route, U256 amount) const;
    [[nodiscard]] std::optional<U256> paying_input(const BlockBuilder& block, const Route& route) const;
    /// True: at once. A later strike is noted in `state`.
    [[nodiscard]] bool decides_to_take(const BlockBuilder& block, RivalState& state, Random& random,
                                       RouteIndex route) const;

    MarketDefinitionPtr market_;
    RivalOptions options_;
    std::shared_ptr<const RouteBook> routes_;
};

}  // namespace dexarb
