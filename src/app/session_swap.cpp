#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/session_control.hpp"
#include "dexarb/app/session_reload.hpp"

#include "app/live_session.hpp"

namespace dexarb {

ControlAnswer LiveSession::on_control(const ControlRequest& request) {
    if (has_ended_) return {503, "the run is ending"};
    if (request.action != ControlAction::kReload) return change_configuration(request);
    if (const auto asked = ask_for_reload(); !asked) return {422, asked.error().detail};
    return {202, "checked; the configurations are swapped between two blocks"};
}

/// At once where the engine stands after a block, else as soon as it does.
ControlAnswer LiveSession::change_configuration(const ControlRequest& request) {
    ControlPlan plan = plan_control(request, engine_);
    if (!plan.handover) return std::move(plan.answer);
    if (!newest_) {
        asked_.push_back(request);
        return {202, "noted; it is done once the next block was decided on"};
    }
    spdlog::info("as asked: {}", plan.answer.detail);
    hand_over(*plan.handover, setup_.strategies);
    return std::move(plan.answer);
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
    boost::asio::post(context_, [this] { change_what_is_wanted(); });
    return {};
}

void LiveSession::change_what_is_wanted() {
    if (!newest_ || has_ended_) return;
    if (wanted_) {
        systemd_.on_reloading();
        auto strategies = *std::exchange(wanted_, std::nullopt);
        EngineOptions options = engine_options(setup_);
        options.seed = strategies.simulation.seed;
        const Handover handover{books_that_end(engine_, strategies.configs(), options), {}, {}};
        hand_over(handover, std::move(strategies));
        systemd_.on_started(words());
    }
    for (const ControlRequest& request : std::exchange(asked_, {}))
        if (const auto answer = change_configuration(request); answer.status >= 400) warn(answer.detail);
}

/// Ends this run's records and begins another's, which goes on with the books of all that is not closed. The feed
/// knows nothing of it.
void LiveSession::hand_over(const Handover& handover, ResolvedStrategies strategies) {
    lost_.clear();
    const auto last = engine_.hand_over(handover);
    on_records(last);
    if (alerts_) alerts_->on_step(last);
    if (http_) http_->on_last_step(last);
    ResumableRun before{journal_ ? journal_->run() : 0, "reloaded", now(), engine_.checkpoint()};
    const auto closed = closed_books(engine_, handover.closed);
    if (recorder_) recorder_->leave(handover);
    if (journal_) journal_->leave(handover, before.ended_at);
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
    begin_anew();
}

/// The new engine is shown the block on which the one before decided last.
void LiveSession::begin_anew() {
    if (log_) log_->begin_anew();
    const FeedItem item{newest_};
    const auto records = engine_.on_snapshot(newest_);
    on_records(records);
    if (recorder_) recorder_->on_step(&item);
    if (journal_ && books_) journal_->on_resumed(newest_);
    if (journal_ && !books_) journal_->on_step(&item);
    if (http_) http_->begin_anew(&item, records);
    if (alerts_) alerts_->begin_anew();
    spdlog::info("reloaded: {} configurations from block {} on", engine_.configs().size(), newest_->number() + 1);
}

Result<void> LiveSession::reopen_journal() {
    if (!options_.keeps_journal) return {};
    if (const auto opened = open_journal_file(); !opened) return opened;
    return begin_journal();
}

/// Trading goes on without what could not be opened again, with an alarm.
void LiveSession::note_lost(const Result<void>& opened) {
    if (opened) return;
    lost_.push_back("not written since the reload: " + opened.error().detail);
    spdlog::error("ALARM: {}", lost_.back());
}

}  // namespace dexarb
