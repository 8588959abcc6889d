#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Whether a route has been open for more than `phantom_blocks` blocks without an event in any of its pools.
[[nodiscard]] inline bool is_suspect(const Opportunity& opportunity, std::uint64_t phantom_blocks) {
    return opportunity.quiet_blocks > phantom_blocks;
}

/// The fills of one configuration whose episodes may still turn out to be phantoms (rule 11).
class Quarantine {
  public:
    explicit Quarantine(std::uint64_t phantom_blocks) : phantom_blocks_{phantom_blocks} {}

    void watch(const OutcomePtr& fill);

    /// The fills whose episodes are suspect on block `number`, each once, in order of episode: to be moved out of the
    /// books.
    [[nodiscard]] std::vector<OutcomePtr> judge(std::span<const Opportunity> opportunities, BlockNumber number);

    /// Blocks above `fork` were undone: the fills moved on them that go back into the books. Fills of undone blocks are
    /// moved back too (their reversal follows) and forgotten.
    [[nodiscard]] std::vector<OutcomePtr> undo_to(BlockNumber fork);

    /// Fills of blocks above `fork` are no concern any more, and what was moved on such a block stays moved for good.
    void forget_above(BlockNumber fork);

    static void persist(auto& archive, auto& self) { archive(self.fills_); }

  private:
    struct Fill {
        OutcomePtr outcome;
        std::optional<BlockNumber> moved_on;
        BlockNumber last_open = 0;

        friend void persist(auto& archive, Is<Fill> auto& fill) {
            archive(fill.outcome, fill.moved_on, fill.last_open);
        }
    };

    void forget_closed(BlockNumber number);

    std::uint64_t phantom_blocks_;
    std::map<EpisodeId, Fill> fills_;
};

}  // namespace dexarb
