#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "dexarb/app/budget_words.hpp"
#include "dexarb/app/feed.hpp"
#include "dexarb/app/live_pipeline.hpp"
#include "dexarb/app/progress.hpp"
#include "dexarb/app/session.hpp"
#include "dexarb/app/session_alerts.hpp"
#include "dexarb/app/session_books.hpp"
#include "dexarb/app/session_event_log.hpp"
#include "dexarb/app/session_evidence.hpp"
#include "dexarb/app/session_http.hpp"
#include "dexarb/app/session_journal.hpp"
#include "dexarb/app/session_recorder.hpp"
#include "dexarb/app/session_systemd.hpp"

namespace dexarb {

/// One run from the first request to the last report: the engine, and everything that looks on while it decides.
class LiveSession {
  public:
    LiveSession(boost::asio::io_context& context, const Setup& setup, const CommandLine& line, SessionOptions options);

    [[nodiscard]] Result<void> run();

  private:
    [[nodiscard]] static Timestamp now();
    [[nodiscard]] Engine make_engine() const;

    // What stands open while it runs (session_opening.cpp).
    [[nodiscard]] Result<void> open_everything();
    [[nodiscard]] Result<void> open_journal();
    [[nodiscard]] Result<void> open_journal_file();
    [[nodiscard]] Result<void> open_feed();
    [[nodiscard]] Result<void> open_event_log();
    [[nodiscard]] Result<void> open_recording();
    [[nodiscard]] Result<void> open_http();
    [[nodiscard]] Result<void> open_alerts();
    [[nodiscard]] Result<void> begin_journal();
    [[nodiscard]] FeedOptions feed_options();

    // What it does with what the pipeline tells it (session_watching.cpp).
    [[nodiscard]] RunObserver observer();
    void announce() const;
    void on_start_progress(const StartProgress& progress);
    void on_started();
    void on_records(std::span<const EngineRecord> records);
    void on_step(const FeedItem* item, std::span<const EngineRecord> records);
    void on_block(const MarketSnapshot& snapshot);
    void note_newest(const FeedItem* item);
    void tell_journal(const FeedItem* item);
    void print_report(ReportOccasion occasion);
    void heartbeat();
    void warn(const std::string& text);

    // How other configurations take over between two blocks (session_swap.cpp).
    [[nodiscard]] ControlAnswer on_control(const ControlRequest& request);
    [[nodiscard]] Result<void> ask_for_reload();
    [[nodiscard]] ControlAnswer change_configuration(const ControlRequest& request);
    void change_what_is_wanted();
    void hand_over(const Handover& handover, ResolvedStrategies strategies);
    void begin_anew();
    [[nodiscard]] Result<void> reopen_journal();
    void note_lost(const Result<void>& opened);

    // How it stands (session.cpp).
    [[nodiscard]] RunContext context_of(bool is_last) const;
    [[nodiscard]] std::vector<std::string> alarms() const;
    [[nodiscard]] FeedStatus current_status() const;
    [[nodiscard]] std::string words() const;

    boost::asio::io_context& context_;
    Setup setup_;
    const CommandLine& line_;
    SessionOptions options_;
    Engine engine_;
    SessionEvidence evidence_;
    Progress progress_;
    SessionSystemd systemd_;
    std::unique_ptr<Feed> feed_;
    std::unique_ptr<SessionRecorder> recorder_;
    std::unique_ptr<SessionJournal> journal_;
    std::unique_ptr<SessionHttp> http_;
    std::unique_ptr<SessionAlerts> alerts_;
    std::optional<SessionBooks> books_;
    SnapshotPtr newest_;  ///< What the engine stands after, where it stands after a block.
    std::optional<ResolvedStrategies> wanted_;
    std::vector<ControlRequest> asked_;  ///< While it did not.
    std::string refusal_;
    std::vector<std::string> lost_;
    unsigned reloads_ = 0;
    bool has_block_ = false;
    bool has_ended_ = false;
    std::optional<SessionEventLog> log_;
    FeedStatus status_;
    PaceWatch pace_;
    std::uint64_t actions_ = 0;
    Timestamp started_at_ = now();
};

}  // namespace dexarb
