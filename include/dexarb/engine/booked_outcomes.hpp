#pragma once

#include <deque>
#include <vector>

#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// The outcomes that moved money, by block, much further back than they can be undone: those whose blocks are replaced
/// deeper still must be found, to be taken out of the sums.
class BookedOutcomes {
  public:
    /// Keeps those of so many blocks.
    explicit BookedOutcomes(BlockNumber blocks = 2'048) : blocks_{blocks} {}

    /// Those that book nothing are passed over.
    void add(const OutcomePtr& outcome);
    /// `outcome` left the sums, or came back into them.
    void mark(const OutcomePtr& outcome, bool is_out);
    /// Drops those of blocks above `fork`; the ones that were in the sums, oldest first.
    std::vector<OutcomePtr> take_above(BlockNumber fork);
    void forget_before(BlockNumber newest);

    /// Those of one configuration, for a checkpoint.
    void save(ConfigIndex config, CheckpointWriter& writer) const;
    void load(CheckpointReader& reader);

  private:
    struct Booked {
        OutcomePtr outcome;
        bool is_out = false;
    };

    BlockNumber blocks_;
    std::deque<Booked> all_;
};

}  // namespace dexarb
