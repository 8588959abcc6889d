#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>

#include "dexarb/base/time.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// What statistics need of one booked trade.
struct TradeSample {
    EpisodeId episode;                             ///< Of a configuration's samples no two have the same.
    std::chrono::sys_seconds time{};               ///< Of the block that included it.
    MicroUsd net_usd;                              ///< As booked.
    std::array<MicroUsd, kFillModelCount> nets{};  ///< The same action under every fill model.

    [[nodiscard]] UtcDay day() const { return std::chrono::floor<std::chrono::days>(time); }
};

void persist(auto& archive, Is<TradeSample> auto& sample) {
    archive(sample.episode, sample.time, sample.net_usd, sample.nets);
}

/// Of an outcome that is booked.
[[nodiscard]] TradeSample sample_of(const TradeOutcome& outcome);

/// What was booked on one UTC day on which something was.
struct DayNet {
    UtcDay day;
    MicroUsd net_usd;
};

void persist(auto& archive, Is<DayNet> auto& day) {
    archive(day.day, day.net_usd);
}

/// The newest booked trades of one configuration, in the order booked, and what each day came to: as much as statistics
/// need, in bounded memory.
class TradeSamples {
  public:
    static constexpr std::size_t kTrades = 2'000;
    static constexpr std::size_t kDays = 400;

    void add(const TradeSample& sample);
    void add(const TradeOutcome& outcome) { add(sample_of(outcome)); }
    /// The trade is booked no more; nothing happens where it is no longer kept.
    void take_out(const TradeSample& sample);
    void take_out(const TradeOutcome& outcome) { take_out(sample_of(outcome)); }

    [[nodiscard]] const std::deque<TradeSample>& trades() const { return trades_; }
    /// In order of day.
    [[nodiscard]] const std::deque<DayNet>& days() const { return days_; }
    /// Trades that are no longer kept, because there are too many newer ones.
    [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }

    static void persist(auto& archive, auto& self) { archive(self.trades_, self.days_, self.forgotten_); }

  private:
    void move_day(UtcDay day, MicroUsd change);

    std::deque<TradeSample> trades_;
    std::deque<DayNet> days_;
    std::uint64_t forgotten_ = 0;
};

}  // namespace dexarb
