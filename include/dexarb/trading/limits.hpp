#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "dexarb/base/time.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/ledger.hpp"
#include "dexarb/trading/reject.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// Why and until when a configuration stands still.
struct Pause {
    RejectReason reason = RejectReason::kDailyTrades;
    std::optional<UtcDay> ends;  ///< 00:00 UTC of this day; nothing for one by hand, which lasts until it is resumed.
};

/// What one configuration did on one UTC day: actions by the day of N, net by the day of M.
struct DayCounters {
    UtcDay day;
    std::uint32_t actions = 0;
    MicroUsd net_usd{};
};

/// The limits of one configuration as a fold over its ledger (rule 12).
///
/// A limit that was reached stops all decisions on blocks of that UTC day; actions in flight still settle. The next day
/// starts with new counters and, if there was a pause, without a run of losses. A limit that somebody lifts counts from
/// there on until the day ends: as many actions, as much loss, as many losses in a row again; the day's counters stay.
class TradingLimits {
  public:
    explicit TradingLimits(const StrategyConfig& config);

    void apply(const LedgerEntry& entry);

    /// The limit that stops decisions on a block of `day`, in the order of RejectReason; `more` actions are counted on
    /// top of those booked, and the limit `lifted` stops nothing.
    [[nodiscard]] std::optional<RejectReason> stop(UtcDay day, std::uint32_t more = 0,
                                                   std::optional<RejectReason> lifted = std::nullopt) const;
    [[nodiscard]] std::optional<Pause> pause(UtcDay day) const;
    [[nodiscard]] DayCounters counters(UtcDay day) const;
    /// Losses in a row as they stand on `day`.
    [[nodiscard]] std::uint32_t consecutive_losses(UtcDay day) const;
    [[nodiscard]] std::uint32_t longest_losing_run() const { return longest_run_; }

    static void persist(auto& archive, auto& self) {
        archive(self.days_, self.run_, self.longest_run_, self.run_stopped_, self.paused_);
    }

  private:
    struct Day {
        std::uint32_t actions = 0;
        MicroUsd net_usd;
        bool loss_limit_reached = false;
        std::uint32_t actions_lifted = 0;  ///< Do not count towards the limit any more.
        MicroUsd net_lifted;               ///< From where on losses count.

        friend void persist(auto& archive, Is<Day> auto& day) {
            archive(day.actions, day.net_usd, day.loss_limit_reached, day.actions_lifted, day.net_lifted);
        }
    };

    void count_action(UtcDay day);
    void book_outcome(UtcDay day, const TradeOutcome& outcome);
    void take_back(UtcDay day, const TradeOutcome& fill);
    void move_net(UtcDay day, MicroUsd change);
    void judge_loss(UtcDay day);
    void lift(UtcDay day);
    [[nodiscard]] bool has_traded_enough(const Day& day, std::uint32_t more) const;
    void extend_run(UtcDay day, MicroUsd net);
    void pause_on(UtcDay day);
    Day& tally(UtcDay day);

    std::uint32_t max_daily_trades_;
    std::uint32_t max_consecutive_losses_;
    MicroUsd daily_loss_limit_;
    std::map<UtcDay, Day> days_;  ///< The newest few: blocks of two days may alternate where midnight was undone.
    std::uint32_t run_ = 0;
    std::uint32_t longest_run_ = 0;
    std::optional<UtcDay> run_stopped_;  ///< Day on which the run of losses reached its limit.
    std::optional<UtcDay> paused_;       ///< Latest day of any pause; the run ends with it.
};

}  // namespace dexarb
