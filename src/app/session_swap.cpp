#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/session_reload.hpp"
#include "dexarb/app/state_directory.hpp"

#include "app/live_session.hpp"

namespace dexarb {

ControlAnswer LiveSession::on_control(const ControlRequest& request) {
    if (request.action != ControlAction::kReload) return {501, "a run can be asked for a reload only"};
    if (const auto asked = ask_for_reload(); !asked) return {422, asked.error().detail};
    return {202, "checked; the configurations are swapped between two blocks"};
}

/// Reads the files and, if all is well, swaps as soon as a block has been decided on. The error says why nothing
/// changes; so do the status line and every report until a reload succeeds.
Result<void> LiveSession::ask_for_reload() {
    auto found = read_strategies_again(line_, setup_);
    refusal_.clear();
    if (!found) {
        refusal_ =
            fmt::format("the reload of {} was refused, nothing changed: {}", to_rfc3339(now()), found.error().detail);
        systemd_.on_heartbeat(words() + "; " + refusal_);
        return found.error();
    }
    for (const std::string& notice : found->notices)
        warn(notice);
    wanted_ = std::move(found->strategies);
    boost::asio::post(context_, [this] { reload_if_wanted(); });
    return {};
}

void LiveSession::reload_if_wanted() {
    if (!wanted_ || !newest_ || has_ended_) return;
    systemd_.on_reloading();
    swap_configurations(*std::exchange(wanted_, std::nullopt), newest_);
    systemd_.on_started(words());
}

/// Ends this run's records and begins another's, which goes on with the books of what is unchanged. The feed knows
/// nothing of it.
void LiveSession::swap_configurations(ResolvedStrategies strategies, const SnapshotPtr& newest) {
    lost_.clear();
    ResumableRun before{journal_ ? journal_->run() : 0, "reloaded", now(), engine_.checkpoint()};
    const auto closed = books_left_out(engine_, strategies.configs());
    if (recorder_) recorder_->leave();
    if (journal_) journal_->leave(before.ended_at);
    recorder_.reset();
    journal_.reset();
    setup_.strategies = std::move(strategies);
    started_at_ = before.ended_at;
    ++reloads_;
    engine_ = make_engine();
    evidence_.begin_anew(setup_.strategies.simulation.seed);
    books_ = take_over_books(std::move(before), engine_, [this] { return make_engine(); });
    if (books_) books_->closed = closed;
    for (const std::string& words : closed)
        spdlog::info("closed: {}", words);
    note_lost(reopen_journal());
    note_lost(open_recording());
    if (log_) log_->begin_anew();
    const FeedItem item{newest};
    const auto records = engine_.on_snapshot(newest);
    on_records(records);
    if (recorder_) recorder_->on_step(&item);
    if (journal_ && books_) journal_->on_resumed(newest);
    if (journal_ && !books_) journal_->on_step(&item);
    if (http_) http_->begin_anew(&item, records);
    if (alerts_) alerts_->begin_anew();
    spdlog::info("reloaded: {} configurations from block {} on", engine_.configs().size(), newest->number() + 1);
}

Result<void> LiveSession::reopen_journal() {
    if (!options_.keeps_journal) return {};
    const auto folder = state_directory(line_.state);
    if (!folder) return folder.error();
    auto journal = SessionJournal::open(*folder, engine_);
    if (!journal) return journal.error();
    journal_ = std::make_unique<SessionJournal>(std::move(*journal));
    return begin_journal();
}

/// Trading goes on without what could not be opened again, with an alarm.
void LiveSession::note_lost(const Result<void>& opened) {
    if (opened) return;
    lost_.push_back("not written since the reload: " + opened.error().detail);
    spdlog::error("ALARM: {}", lost_.back());
}

}  // namespace dexarb
