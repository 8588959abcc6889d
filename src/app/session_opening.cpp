#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/session_facts.hpp"
#include "dexarb/app/state_directory.hpp"

#include "app/live_session.hpp"

namespace dexarb {

/// The journal comes before the feed, which may go on from its books, and begins last: what begins must end in order.
Result<void> LiveSession::open_everything() {
    if (const auto opened = open_journal(); !opened) return opened;
    if (const auto opened = open_feed(); !opened) return opened;
    if (const auto opened = open_event_log(); !opened) return opened;
    if (const auto opened = open_recording(); !opened) return opened;
    if (const auto opened = open_http(); !opened) return opened;
    if (const auto opened = open_alerts(); !opened) return opened;
    return begin_journal();
}

Result<void> LiveSession::open_journal() {
    if (!options_.keeps_journal) return {};
    if (const auto opened = open_journal_file(); !opened) return opened;
    if (!options_.resumes_books && !line_.journal.fresh) return {};
    auto run = find_resumable_run(journal_->database(), engine_.market());
    if (!run) return run.error();
    if (!*run) spdlog::info("the books begin: the journal has no earlier run of this market");
    if (*run && line_.journal.fresh)
        spdlog::info("the books begin anew, as asked: those of run {} stay readable", (*run)->run);
    else if (*run)
        books_ = take_over_books(std::move(**run), engine_, [this] { return make_engine(); });
    return {};
}

Result<void> LiveSession::open_journal_file() {
    const auto folder = state_directory(line_.state);
    if (!folder) return folder.error();
    auto journal = SessionJournal::open(*folder, engine_);
    if (!journal) return journal.error();
    journal_ = std::make_unique<SessionJournal>(std::move(*journal));
    return {};
}

Result<void> LiveSession::open_feed() {
    auto feed = Feed::make(context_.get_executor(), setup_, feed_options());
    if (!feed) return feed.error();
    feed_ = std::move(*feed);
    return {};
}

FeedOptions LiveSession::feed_options() {
    FeedOptions options;
    options.url = options_.url;
    options.more_urls = options_.more_urls;
    options.limits = options_.limits;
    options.every = options_.every;
    options.modelled_arrival = options_.modelled_arrival;
    options.block_interval = options_.block_interval;
    if (books_) options.resume = resume_from(*books_);
    options.on_progress = [this](const StartProgress& progress) { on_start_progress(progress); };
    options.on_trouble = [this](const Error& error, std::chrono::milliseconds pause) {
        warn(fmt::format("{}; trying again in {:.1f} s", error.detail, static_cast<double>(pause.count()) / 1e3));
        systemd_.on_trouble(error);
    };
    options.on_turn = [this] { systemd_.on_progress(); };
    options.audit = line_.audit;
    options.on_notice = [this](const std::string& notice) { warn(notice); };
    options.on_endpoint_change = [this](const std::string& change) { warn(change); };
    return options;
}

Result<void> LiveSession::open_event_log() {
    if (!line_.event_log) return {};
    auto log =
        SessionEventLog::open(line_.event_log->string(), engine_, progress_, [this] { return context_of(false); });
    if (!log) return log.error();
    log_.emplace(std::move(*log));
    return {};
}

Result<void> LiveSession::open_recording() {
    if (!options_.records) return {};
    RecordingHead head = recording_head(setup_, options_, started_at_);
    if (books_) head.checkpoint = books_->run.checkpoint;
    auto recorder = SessionRecorder::begin(line_.state, engine_, std::move(head), reloads_);
    if (!recorder) return recorder.error();
    recorder_ = std::make_unique<SessionRecorder>(*std::move(recorder));
    return {};
}

Result<void> LiveSession::open_http() {
    HttpSource source;
    source.report = [this] { return make_run_report(engine_, context_of(has_ended_)); };
    source.alerts = [this] { return alerts_ ? alerts_->status() : std::vector<WebhookStatus>{}; };
    source.control = [this](const ControlRequest& request) { return on_control(request); };
    auto http = SessionHttp::begin(context_, setup_, line_.http, engine_, std::move(source));
    if (!http) return http.error();
    http_ = *std::move(http);
    return {};
}

Result<void> LiveSession::open_alerts() {
    AlertSource source;
    source.report = [this] { return make_run_report(engine_, context_of(has_ended_)); };
    source.feed = [this] { return current_status(); };
    source.evidence = [this]() -> const WeighedEvidence& { return evidence_.newest(); };
    source.goes_on = [this] { return books_.has_value(); };
    auto alerts = SessionAlerts::begin(context_, setup_, engine_, std::move(source));
    if (!alerts) return alerts.error();
    alerts_ = *std::move(alerts);
    return {};
}

Result<void> LiveSession::begin_journal() {
    if (!journal_) return {};
    RunManifest manifest = run_manifest(setup_, options_, started_at_);
    Engine second = make_engine();
    if (books_) {
        if (books_->run.run != 0) manifest.resumes = resumed_books(*books_);
        if (const auto restored = second.restore(books_->run.checkpoint); !restored) return restored.error();
    }
    return journal_->begin(std::move(manifest), std::move(second));
}

}  // namespace dexarb
