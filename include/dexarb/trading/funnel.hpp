#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <optional>

#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/filter_price.hpp"
#include "dexarb/trading/reject.hpp"

namespace dexarb {

/// How many episodes came to each filter and what stopped the rest. An episode counts once, where it got furthest.
struct Funnel {
    std::uint64_t episodes = 0;  ///< On routes of the configuration's pairs.
    std::uint64_t acted = 0;
    /// Episodes never acted on, by the furthest filter (in order of RejectReason) that stopped them.
    std::array<std::uint64_t, kRejectReasonCount> stopped{};
};

/// The episode that came closest to being acted on and was not: it got furthest, and there had the highest net.
struct ConfigNearestMiss {
    EpisodeId episode;
    BlockNumber block = 0;
    RejectReason reason = RejectReason::kMinProfit;
    MicroUsd net_usd;
    MicroUsd lacked_usd;  ///< min_profit_usd minus the net, where that was the reason.
};

/// What a configuration remembers of an episode when it meets it again.
struct EpisodeStanding {
    bool acted = false;
    std::bitset<kPricedFilterCount> forgone;  ///< By PricedFilter: those that alone stopped it already.
};

/// Counts the funnel of one configuration, episode by episode.
///
/// What a configuration saw stays counted when its block is undone. Episodes are forgotten, not uncounted, once they
/// cannot come back.
class FunnelCounter {
  public:
    /// The episode was stopped; true the first time for this reason, when it is worth a line of the record.
    bool stop(const Reject& reject);
    void act(const EpisodeId& episode, BlockNumber block);
    /// `filter` alone stopped the episode, which was met before.
    void forgo(const EpisodeId& episode, PricedFilter filter);

    [[nodiscard]] EpisodeStanding standing(const EpisodeId& episode) const;
    /// The last block on which it was open to this configuration; nothing once it is forgotten.
    [[nodiscard]] std::optional<BlockNumber> last_seen(const EpisodeId& episode) const;
    [[nodiscard]] const Funnel& funnel() const { return funnel_; }
    [[nodiscard]] std::optional<ConfigNearestMiss> nearest_miss(MicroUsd min_profit) const;

    /// Forgets episodes that neither bridging nor an undone block can bring back.
    void forget_before(BlockNumber newest);

    static void persist(auto& archive, auto& self) {
        archive(self.funnel_.episodes, self.funnel_.acted, self.funnel_.stopped, self.episodes_,
                self.nearest_forgotten_, self.forgotten_at_);
    }

  private:
    struct Progress {
        BlockNumber last_seen = 0;
        std::bitset<kRejectReasonCount> reasons;
        std::optional<Reject> furthest;
        EpisodeStanding standing;

        friend void persist(auto& archive, Is<Progress> auto& progress) {
            archive(progress.last_seen, progress.reasons, progress.furthest, progress.standing.acted,
                    progress.standing.forgone);
        }
    };

    Progress& meet(const EpisodeId& episode, BlockNumber block);

    Funnel funnel_;
    std::map<EpisodeId, Progress> episodes_;
    std::optional<Reject> nearest_forgotten_;
    BlockNumber forgotten_at_ = 0;
};

}  // namespace dexarb
