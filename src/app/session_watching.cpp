#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/session_facts.hpp"
#include "dexarb/app/standard_output.hpp"
#include "dexarb/app/version.hpp"
#include "dexarb/report/json_report.hpp"
#include "dexarb/report/run_report.hpp"
#include "dexarb/report/text_report.hpp"

#include "app/live_session.hpp"

namespace dexarb {

RunObserver LiveSession::observer() {
    RunObserver observer;
    observer.on_ready = [this] { announce(); };
    observer.on_started = [this] { on_started(); };
    observer.on_records = [this](std::span<const EngineRecord> records) { on_records(records); };
    observer.on_step = [this](const FeedItem* item, std::span<const EngineRecord> records) { on_step(item, records); };
    observer.on_decided = [this](std::chrono::nanoseconds duration) {
        if (http_) http_->on_decided(duration);
    };
    observer.on_block = [this](const MarketSnapshot& snapshot) { on_block(snapshot); };
    observer.on_ending = [this](const std::optional<Error>& failure) {
        if (alerts_) alerts_->on_ending(failure);
    };
    observer.on_report = [this](ReportOccasion occasion) { print_report(occasion); };
    observer.on_heartbeat = [this] { heartbeat(); };
    observer.on_rotate = [this] {
        if (log_) log_->rotate();
    };
    observer.on_reload = [this] {
        if (const auto asked = ask_for_reload(); !asked) warn("reload refused: " + asked.error().detail);
    };
    return observer;
}

void LiveSession::announce() const {
    spdlog::info("paper-trading {}: {}, {} pools, {} configurations, seed {}", version(), setup_.market->name,
                 setup_.market->pools.size(), setup_.strategies.strategies.size(), setup_.strategies.simulation.seed);
    for (const std::string& notice : setup_.notices)
        spdlog::info("{}", notice);
    if (recorder_) spdlog::info("recording to {}", recorder_->file());
    if (http_) spdlog::info("page, API and metrics at {}", http_->url());
    spdlog::info("node {}: reading the market", feed_->endpoint());
    for (const BudgetWord& word : budget_words(feed_->status(nullptr, now()), feed_->plan(), feed_->units()))
        spdlog::log(word.is_warning ? spdlog::level::warn : spdlog::level::info, "{}", word.text);
}

void LiveSession::on_start_progress(const StartProgress& progress) {
    const char* step = progress.step == StartProgress::Step::kPools ? "pools" : "ticks";
    progress_.show(fmt::format("reading {}: {} of {} calls answered", step, progress.done, progress.total));
}

void LiveSession::on_started() {
    progress_.clear();
    const FeedStatus status = feed_->status(nullptr, now());
    spdlog::info("{} of {} pools certain after {} requests", status.pools_certain, status.pools_total, status.requests);
    if (books_) spdlog::info("{}", resumption_text(*feed_->collector().resumption(), *books_));
    for (const std::string& notice : feed_->pool_notices())
        spdlog::warn("{}", notice);
    for (const std::string& pair : feed_->collector().thin_pairs())
        spdlog::warn("{}: fewer than two live pools, so no route", pair);
    if (options_.on_started) options_.on_started();
}

void LiveSession::on_records(std::span<const EngineRecord> records) {
    for (const EngineRecord& record : records)
        actions_ += std::holds_alternative<SimulatedTradeAction>(record) ? 1U : 0U;
    evidence_.on_records(records);
    if (log_) log_->write(records);
}

void LiveSession::on_step(const FeedItem* item, std::span<const EngineRecord> records) {
    note_newest(item);
    if (recorder_) recorder_->on_step(item);
    if (journal_) tell_journal(item);
    if (http_) http_->on_step(item, records);
    if (alerts_) alerts_->on_step(records);
}

/// What the engine stands after; nothing between an undone branch and the first block that replaces it.
void LiveSession::note_newest(const FeedItem* item) {
    const auto* snapshot = item == nullptr ? nullptr : std::get_if<SnapshotPtr>(item);
    newest_ = snapshot == nullptr ? nullptr : *snapshot;
}

/// The first block of a feed that went on is the earlier run's, which has written it.
void LiveSession::tell_journal(const FeedItem* item) {
    const auto* snapshot = item == nullptr ? nullptr : std::get_if<SnapshotPtr>(item);
    const auto& resumption = feed_->collector().resumption();
    if (snapshot != nullptr && !std::exchange(has_block_, true) && resumption && resumption->went_on())
        return journal_->on_resumed(*snapshot);
    journal_->on_step(item);
}

void LiveSession::on_block(const MarketSnapshot& snapshot) {
    status_ = feed_->status(&snapshot, options_.modelled_arrival ? snapshot.arrival : now());
    if (const auto change = pace_.note(status_)) warn(*change);
    if (!systemd_.is_ready()) systemd_.on_started(words());
    evidence_.on_block(snapshot.number());
    if (http_) http_->publish();
    if (alerts_) alerts_->on_block();
    progress_.show(fmt::format("block {}: {} seen, {} trades sent", snapshot.number(), status_.blocks_seen, actions_));
    change_what_is_wanted();
}

void LiveSession::print_report(ReportOccasion occasion) {
    const bool is_last = occasion == ReportOccasion::kEnd;
    progress_.clear();
    if (is_last) systemd_.on_ending("ending: " + words());
    has_ended_ = is_last;
    if (is_last) evidence_.finish();
    const RunReport report = make_run_report(engine_, context_of(is_last));
    if (journal_) journal_->on_report(report);
    print_out(line_.json                            ? report_json(report) + "\n"
              : occasion == ReportOccasion::kPeriod ? render_brief(report)
                                                    : render_report(report));
    if (http_ && is_last) http_->publish();
}

void LiveSession::heartbeat() {
    systemd_.on_heartbeat(words());
    spdlog::info("{}", heartbeat_text(current_status(), actions_));
}

void LiveSession::warn(const std::string& text) {
    progress_.clear();
    spdlog::warn("{}", text);
}

}  // namespace dexarb
