#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "dexarb/service/status_view.hpp"

#include "service/episode_list.hpp"
#include "service/equity_curves.hpp"
#include "service/event_hub.hpp"
#include "service/trade_list.hpp"

namespace dexarb {

/// What the server knows: the newest view, and lists of what led there. Changes with every publication and at no other
/// time, so `version` says whether an answer is still the same. On the server's executor.
class Board {
  public:
    explicit Board(EventHub& hub) : hub_{hub} {}

    /// Takes both over and tells those who listen.
    void take(StatusViewPtr view, const std::vector<EngineRecord>& records);
    void note_lost_records(std::uint64_t lost) { lost_records_ = lost; }

    [[nodiscard]] std::uint64_t version() const { return version_; }
    /// Null before the first publication.
    [[nodiscard]] const StatusView* view() const { return view_.get(); }
    [[nodiscard]] const TradeList& trades() const { return trades_; }
    [[nodiscard]] const EpisodeList& episodes() const { return episodes_; }
    [[nodiscard]] const EquityCurves& equity() const { return equity_; }
    [[nodiscard]] const EventHub& hub() const { return hub_; }
    [[nodiscard]] std::uint64_t lost_records() const { return lost_records_; }
    /// Since the last publication.
    [[nodiscard]] std::chrono::milliseconds quiet() const;

  private:
    void tell(const ViewNames& names, const EngineRecord& record);
    void tell_block();

    EventHub& hub_;
    StatusViewPtr view_;
    TradeList trades_;
    EpisodeList episodes_;
    EquityCurves equity_;
    std::uint64_t version_ = 0;
    std::uint64_t lost_records_ = 0;
    BlockId told_block_;
    std::chrono::steady_clock::time_point published_at_{};
};

}  // namespace dexarb
