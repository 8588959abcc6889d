#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/arbitrage/opportunity_scanner.hpp"
#include "dexarb/base/broadcast.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/acceptance.hpp"
#include "dexarb/trading/forgone_trades.hpp"
#include "dexarb/trading/funnel.hpp"
#include "dexarb/trading/ledger.hpp"
#include "dexarb/trading/limits.hpp"
#include "dexarb/trading/pool_update_event.hpp"
#include "dexarb/trading/quarantine.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/spent_pools.hpp"

namespace dexarb {

/// What a strategy made of one block, once it is known that it got to decide on it.
struct FinalDecision {
    std::vector<Reject> rejects;     ///< First of their episode and reason; in order of route, then of rank.
    std::vector<ActionPtr> actions;  ///< Highest net first.
};

/// One configuration of the arbitrageur: reads each block's event, filters its opportunities, sizes them for itself and
/// says what it would send.
///
/// A decision on N is provisional until the next block is known (rule 5): `read` makes it, `conclude` makes it final or
/// drops it. Its books (limits, spent pools, quarantine) follow the outcomes it is told, and undone blocks.
class PaperTradingStrategy {
  public:
    /// What all strategies of a run share; outlives them.
    struct Surroundings {
        const RouteBook& routes;
        const ScannerOptions& scanned_with;
        const Broadcast<PoolUpdateEvent>& events;
        std::uint64_t seed = 1;         ///< Of the draws.
        std::size_t forgone_most = 64;  ///< See `ForgoneTrades`.
    };

    PaperTradingStrategy(ConfigIndex index, const StrategyConfig& config, const Surroundings& surroundings);

    /// Reads the one event published since the last call and decides on it, provisionally. `in_flight` holds the
    /// actions of all configurations. A reader that lags is a bug.
    void read(std::span<const ActionPtr> in_flight);

    /// The next block arrived at `next_arrival` (nothing: there is none): the last decision becomes final, or, where
    /// the block came before the strategy looked, every episode of it is a `kMissedBlock`.
    [[nodiscard]] FinalDecision conclude(std::optional<Timestamp> next_arrival);

    void book(const OutcomePtr& outcome);

    /// It decides nothing on the blocks that follow, until it is resumed. What was decided stays.
    void pause_by_hand() { is_paused_ = true; }
    /// Somebody resumes it after block `newest` of `day`: it is paused by hand no longer, and the limits that stop it
    /// count anew.
    void resume_by_hand(BlockNumber newest, UtcDay day);
    /// Why it decides nothing on a block of `day`.
    [[nodiscard]] std::optional<Pause> pause(UtcDay day) const;

    /// Settles what its filters kept it from, after the actions of all were settled in `included`; `previous` is the
    /// snapshot seen before, or null. Changes nothing but `filter_prices`.
    void settle_forgone(const MarketSnapshot& included, const MarketSnapshot* previous) {
        if (!forgone_.is_idle()) forgone_.settle(forgone_terms(), included, previous, funnel_);
    }
    /// Its action reverted in `included`: what another slippage would have made of it.
    void weigh_revert(const SimulatedTradeAction& action, const TradeOutcome& outcome, const MarketSnapshot& included,
                      const MarketSnapshot* previous);
    /// The end of the run: what its filters kept it from and is in flight becomes `unknown`.
    void finish_forgone() { forgone_.finish(); }

    /// Fills whose episodes are suspect on this block: moved out of the books by this call.
    [[nodiscard]] std::vector<OutcomePtr> judge_phantoms(const PoolUpdateEvent& event);
    /// Keeps pools closed that were read anew without an event seen: what a fill took may stand there again.
    void on_reread(PoolIndex pool, const MarketSnapshot& snapshot, const MarketSnapshot* previous);
    /// Blocks above `fork` were undone: books as if their outcomes had never been. Returns the fills moved back from
    /// quarantine. Actions and a pending decision stay.
    [[nodiscard]] std::vector<OutcomePtr> undo_to(BlockNumber fork);

    /// `stranded`, of any configuration, were booked on blocks above `fork` that were replaced too deep to undo: this
    /// one's leave its books, and what is left in them is final.
    void strand(std::span<const OutcomePtr> stranded, BlockNumber fork);

    /// All that its next decisions depend on, for a checkpoint.
    void save(CheckpointWriter& writer) const;
    void load(CheckpointReader& reader);

    [[nodiscard]] ConfigIndex index() const { return index_; }
    [[nodiscard]] const StrategyConfig& config() const { return config_; }
    [[nodiscard]] const Funnel& funnel() const { return funnel_.funnel(); }
    [[nodiscard]] std::optional<ConfigNearestMiss> nearest_miss() const {
        return funnel_.nearest_miss(config_.min_profit_usd);
    }
    /// What each of its filters kept it from.
    [[nodiscard]] FilterPrices filter_prices() const { return forgone_.prices(); }
    [[nodiscard]] const TradingLimits& limits() const { return books_.state().limits; }
    /// Actions that the next block makes final or drops.
    [[nodiscard]] std::size_t undecided() const { return pending_.actions.size(); }
    [[nodiscard]] std::uint64_t missed_events() const { return cursor_.missed(); }
    /// Whether the channel was closed and this strategy has read it to its end.
    [[nodiscard]] bool is_drained() const { return surroundings_.events.drained(cursor_); }

  private:
    struct Books {
        TradingLimits limits;
        SpentPools spent;
        void apply(const LedgerEntry& entry);
        static void persist(auto& archive, auto& self) {
            TradingLimits::persist(archive, self.limits);
            SpentPools::persist(archive, self.spent);
        }
    };
    struct Candidate {
        const Opportunity* opportunity = nullptr;
        const Route* route = nullptr;
        Valuation valuation;
    };
    /// A candidate that one filter alone may have stopped.
    struct KeptBack {
        PricedFilter filter{};
        Candidate candidate;
    };
    /// What one filter alone stopped on a block; without the trade where there was no room to follow it.
    struct Forgone {
        PricedFilter filter{};
        EpisodeId episode;
        std::optional<ForgoneTrade> trade;

        friend void persist(auto& archive, Is<Forgone> auto& forgone) {
            archive(forgone.filter, forgone.episode, forgone.trade);
        }
    };
    struct Weighed {
        std::vector<Candidate> candidates;
        std::vector<KeptBack> kept_back;
        /// By PricedFilter and PoolIndex: what trades that it stopped hold; empty until it is asked for.
        std::array<std::vector<bool>, kPricedFilterCount> held;
    };
    /// A decision that the next block may still turn into a missed one.
    struct Pending {
        SnapshotPtr block;
        Timestamp decided_at;
        std::vector<Reject> seen;  ///< Every episode, as if it was missed.
        std::vector<Reject> rejects;
        std::vector<ActionPtr> actions;
        std::vector<Forgone> forgone;
    };

    static void persist(auto& archive, auto& self);
    void decide(const PoolUpdateEvent& event, std::span<const ActionPtr> in_flight);
    [[nodiscard]] bool trades(const Opportunity& opportunity) const;
    [[nodiscard]] std::optional<RejectReason> doubt(const Opportunity& opportunity) const;
    [[nodiscard]] std::optional<RejectReason> first_stop(const EpisodeStanding& standing) const;
    void weigh(const Opportunity& opportunity, const EpisodeStanding& standing, Weighed& weighed);
    void take(Weighed weighed, std::span<const ActionPtr> in_flight);
    void keep_back(const Opportunity& opportunity, RejectReason reason, const EpisodeStanding& standing,
                   Weighed& weighed) const;
    [[nodiscard]] bool stops_alone(RejectReason reason) const;
    [[nodiscard]] bool may_reach_min_profit(const Opportunity& opportunity) const;
    void forgo(Weighed weighed, std::span<const ActionPtr> in_flight);
    [[nodiscard]] bool is_held(PricedFilter filter, const Route& route, Weighed& weighed) const;
    [[nodiscard]] ForgoneTrade make_forgone(const KeptBack& kept) const;
    [[nodiscard]] bool shares_pool(const Route& route, std::span<const ActionPtr> actions) const;
    void reject(const Opportunity& opportunity, RejectReason reason, MicroUsd net);
    [[nodiscard]] ActionPtr make_action(const Candidate& candidate, std::uint64_t max_fee_wei) const;
    [[nodiscard]] ForgoneTrades::Terms forgone_terms() const;

    ConfigIndex index_;
    StrategyConfig config_;
    Surroundings surroundings_;
    Broadcast<PoolUpdateEvent>::Cursor cursor_;
    std::vector<bool> trades_pair_;
    FunnelCounter funnel_;
    ForgoneTrades forgone_;
    Quarantine quarantine_;
    Ledger<Books> books_;
    Pending pending_;
    bool is_paused_ = false;  ///< By hand.
};

}  // namespace dexarb
