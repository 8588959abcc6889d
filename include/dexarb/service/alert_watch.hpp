#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dexarb/base/alert_options.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/report/run_report.hpp"
#include "dexarb/service/status_view.hpp"

namespace dexarb {

/// What one configuration made of a UTC day.
struct ConfigDay {
    std::string name;
    MicroUsd net_usd;
    std::size_t trades = 0;  ///< Booked ones.
};

/// What a watch looks at of one configuration.
struct ConfigGlance {
    std::string id;
    std::optional<Pause> pause;
    bool is_separable = false;  ///< From zero, by what was weighed last.
};

/// How a run is, as far as it may be worth an alert. A report would say it too, and costs many times as much.
struct RunGlance {
    FeedStatus feed;
    std::vector<ConfigGlance> configs;
    bool goes_on = false;     ///< With books of an earlier run, or of before a reload.
    bool is_weighed = false;  ///< Whether there is any evidence yet.
};

/// What a watch asks and tells.
struct AlertWatchLinks {
    std::function<void(Alert)> tell;
    std::function<RunReport()> report;                  ///< Asked only when there is something to tell.
    std::function<std::vector<ConfigDay>(UtcDay)> day;  ///< In the order of configurations.
};

class FeedWatch;

/// Sees in what a run says of itself what somebody should be told, each thing once. No clock and no thread: time comes
/// with every call and does not go back.
class AlertWatch {
  public:
    AlertWatch(AlertRules rules, AlertWatchLinks links);
    ~AlertWatch();

    /// The records of one step of the engine.
    void on_records(const ViewNames& names, std::span<const EngineRecord> records, Timestamp now);
    /// How the run is now; about once a second. The first with a block is the start.
    void on_look(const RunGlance& glance, Timestamp now);
    /// Configurations were swapped: what they are now is no news.
    void on_reloaded();
    /// The run ends; `failure` says why if nobody asked it to.
    void on_stopped(const std::optional<std::string>& failure, Timestamp now);

  private:
    void on_outcome(const ViewNames& names, const TradeOutcome& outcome, Timestamp now);
    void on_correction(const ViewNames& names, const Correction& correction, Timestamp now);
    void tell_start(Timestamp now);
    void judge_pauses(const RunGlance& glance, Timestamp now);
    void tell_pause(const std::string& id, const Pause& pause, Timestamp now);
    void judge_day(const FeedStatus& feed, Timestamp now);
    void tell_day(UtcDay day, Timestamp now);
    void judge_verdict(const RunGlance& glance, Timestamp now);
    void tell_verdict(const std::string& id, bool is_separable, Timestamp now);
    void tell(AlertKind kind, std::string title, std::string text, Timestamp now);

    AlertRules rules_;
    AlertWatchLinks links_;
    std::unique_ptr<FeedWatch> feed_;
    bool has_started_ = false;
    bool knows_pauses_ = false;
    std::map<std::string, UtcDay> pauses_;  ///< By configuration: the end of the one that was told.
    std::optional<UtcDay> day_;
    std::optional<std::set<std::string>> separable_;  ///< Ids of configurations; nothing where that is no news yet.
    std::set<std::string> told_trades_;               ///< Names of actions whose outcome was told, the newest few.
    std::set<std::string> quarantined_;               ///< Names of actions that are out of the books now.
};

}  // namespace dexarb
