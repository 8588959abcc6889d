#pragma once

#include <cstdint>
#include <memory>

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/market/checkpoint_archive.hpp"

namespace dexarb {

/// Market-wide settings of the scan.
struct ScannerOptions {
    std::uint64_t priority_fee_wei = 30'000'000'000;  ///< The market's tip, with which "open" is judged.
    GasModel gas = default_gas_model();
    std::uint64_t bridged_blocks = 8;  ///< Unseen or uncertain blocks that an episode survives.
};

/// Finds the open routes of each snapshot once for all strategies, and keeps their episodes.
///
/// A route is sized again only when one of its pools is another than on the snapshot before, or where its size depends
/// on the cost of a tick and that moved; gas and USD value are those of each block. A route whose start token has no
/// price cannot be judged and counts as uncertain.
class OpportunityScanner {
  public:
    /// `routes` outlives the scanner.
    OpportunityScanner(MarketDefinitionPtr market, const RouteBook& routes, ScannerOptions options);
    ~OpportunityScanner();
    OpportunityScanner(OpportunityScanner&&) noexcept;
    OpportunityScanner& operator=(OpportunityScanner&&) noexcept;

    /// Snapshots come in block order, with gaps where blocks were not certain. One that is not above the last undoes
    /// what came after it.
    [[nodiscard]] ScanResult scan(const MarketSnapshot& snapshot);

    /// Blocks above `fork` were undone: their episodes never opened, those they closed are open again. Reaches back 64
    /// blocks, as far as a replica goes back.
    void undo_to(BlockNumber fork);

    /// The running episodes, for a checkpoint. What undone blocks would change back is not in it.
    void save(CheckpointWriter& writer) const;
    void load(CheckpointReader& reader);
    /// A block that was scanned before the checkpoint was taken, seen again so that the next can be held against it;
    /// changes no episode. Oldest first.
    void resume(const MarketSnapshot& snapshot);

  private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace dexarb
