#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include "dexarb/base/result.hpp"
#include "dexarb/collector/pool_state_collector.hpp"
#include "dexarb/engine/engine.hpp"

namespace dexarb {

/// How often a run says that it lives.
inline constexpr std::chrono::minutes kHeartbeat{1};

/// When a report is given: every `report_every`, on SIGUSR1, and once at the end.
enum class ReportOccasion { kPeriod, kAsked, kEnd };

/// What a run tells the outside while it goes. Every function may be empty.
struct RunObserver {
    /// Signals are taken from here on; nothing was asked yet.
    std::function<void()> on_ready;
    /// The first snapshot is there: what was found on the chain can be said.
    std::function<void()> on_started;
    /// The records of one step of the engine, before the next.
    std::function<void(std::span<const EngineRecord>)> on_records;
    /// The same with what the engine was given: a snapshot, an undone branch, or null at the end of the run.
    std::function<void(const FeedItem*, std::span<const EngineRecord>)> on_step;
    /// How long the engine took over a snapshot.
    std::function<void(std::chrono::nanoseconds)> on_decided;
    /// One snapshot has been decided on.
    std::function<void(const MarketSnapshot&)> on_block;
    /// The run is over and all is settled, before the last report: the error that ended it, if one did.
    std::function<void(const std::optional<Error>&)> on_ending;
    std::function<void(ReportOccasion)> on_report;
    /// Once every `kHeartbeat`, so that a quiet process does not look hung.
    std::function<void()> on_heartbeat;
    /// SIGUSR2: files were renamed, open them anew.
    std::function<void()> on_rotate;
    /// SIGHUP of somebody who wants the files read again. Where the terminal is gone it ends the run, as SIGTERM does.
    std::function<void()> on_reload;
};

struct RunLimits {
    std::chrono::milliseconds report_every = std::chrono::minutes{5};
    std::optional<std::uint64_t> max_blocks;
    std::optional<std::chrono::milliseconds> duration;
};

/// The live run on one thread: asks the collector for the next item, hands it to the engine, tells the observer.
///
/// Ends when a limit is reached, on SIGTERM or SIGINT, or by an error of the collector; in each case what was decided
/// is settled or `unknown` and the last report is given. A second signal ends the process at once.
class LivePipeline {
  public:
    /// Collector and engine outlive the pipeline.
    LivePipeline(PoolStateCollector& collector, Engine& engine, RunLimits limits, RunObserver observer);

    /// Runs `context` until the end of the run. Nothing else keeps the context busy afterwards.
    [[nodiscard]] Result<void> run(boost::asio::io_context& context);

    /// Ends the run as SIGTERM does.
    void stop();

    [[nodiscard]] std::uint64_t blocks() const { return blocks_; }

  private:
    class Timers;

    [[nodiscard]] Task<void> follow();
    void on_item(const FeedItem& item);
    void on_snapshot(const FeedItem& item);
    void tell(const FeedItem* item, std::span<const EngineRecord> records) const;
    void finish();

    PoolStateCollector& collector_;
    Engine& engine_;
    RunLimits limits_;
    RunObserver observer_;
    boost::asio::cancellation_signal cancel_;
    std::uint64_t blocks_ = 0;
    bool stopping_ = false;
    std::optional<Error> error_;
};

}  // namespace dexarb
