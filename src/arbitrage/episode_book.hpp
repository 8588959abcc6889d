#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/market/checkpoint_archive.hpp"

namespace dexarb {

/// The running episode of a route.
struct Episode {
    EpisodeId id;
    bool left_censored = false;
    BlockNumber last_open = 0;
    MicroUsd reported_net;                    ///< Of the last change that was told.
    std::shared_ptr<const Opportunity> seen;  ///< As last seen open.

    friend void persist(auto& archive, Is<Episode> auto& episode) {
        archive(episode.id, episode.left_censored, episode.last_open, episode.reported_net, episode.seen);
    }
};

/// Which routes are in an episode, block by block, and the way back when blocks are undone.
class EpisodeBook {
  public:
    /// Blocks that can be undone.
    static constexpr BlockNumber kDepth = 64;

    explicit EpisodeBook(std::uint64_t bridged_blocks) : bridged_blocks_(bridged_blocks) {}

    /// Everything until the next call happens on `block`.
    void start_block(const BlockId& block);

    /// The route is open: continues or opens its episode and writes it into `opportunity`. `was_closed_before` says
    /// that the block before saw the route certain; what opens without that is left-censored.
    void open(Opportunity& opportunity, RouteIndex route, bool was_closed_before, BlockNumber last_event);
    /// The route is certain and not open.
    void shut(RouteIndex route);
    /// The route is not certain: its episode is bridged while it may be.
    void miss(RouteIndex route);

    void undo_to(BlockNumber fork);

    [[nodiscard]] const std::map<RouteIndex, Episode>& running() const { return running_; }
    /// What opened, moved and closed on this block, in the order of the calls.
    [[nodiscard]] std::vector<EpisodeChange> take_changes() { return std::exchange(changes_, {}); }

    /// The running episodes; the way back is not kept.
    static void persist(auto& archive, auto& self) { archive(self.running_); }

  private:
    /// What a route's episode was before a block touched it.
    struct Before {
        BlockNumber block = 0;
        RouteIndex route{};
        std::optional<Episode> episode;
    };

    void remember(RouteIndex route);
    void close(RouteIndex route);
    void tell(EpisodePhase phase, const Opportunity& opportunity);
    /// Blocks since the route was last seen open, this one not counted.
    [[nodiscard]] std::uint64_t missed_blocks(const Episode& episode) const;

    std::uint64_t bridged_blocks_;
    BlockId block_;
    std::map<RouteIndex, Episode> running_;
    std::deque<Before> undo_;
    std::vector<EpisodeChange> changes_;
};

}  // namespace dexarb
