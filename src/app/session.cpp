#include "dexarb/app/session.hpp"

#include <memory>
#include <optional>
#include <span>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/budget_words.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/feed.hpp"
#include "dexarb/app/live_pipeline.hpp"
#include "dexarb/app/progress.hpp"
#include "dexarb/app/session_alerts.hpp"
#include "dexarb/app/session_books.hpp"
#include "dexarb/app/session_event_log.hpp"
#include "dexarb/app/session_evidence.hpp"
#include "dexarb/app/session_facts.hpp"
#include "dexarb/app/session_http.hpp"
#include "dexarb/app/session_journal.hpp"
#include "dexarb/app/session_recorder.hpp"
#include "dexarb/app/session_reload.hpp"
#include "dexarb/app/session_systemd.hpp"
#include "dexarb/app/standard_output.hpp"
#include "dexarb/app/version.hpp"
#include "dexarb/report/json_report.hpp"
#include "dexarb/report/run_report.hpp"
#include "dexarb/report/text_report.hpp"

namespace dexarb {

namespace {

Timestamp now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

class Session {
  public:
    Session(boost::asio::io_context& context, const Setup& setup, const CommandLine& line, SessionOptions options)
        : context_{context},
          setup_{setup},
          line_{line},
          options_{std::move(options)},
          engine_{make_engine()},
          evidence_{engine_, setup_.strategies.simulation.seed},
          progress_{options_.shows_progress},
          pace_{options_.every} {}

    Result<void> run() {
        if (const auto opened = open_journal(); !opened) return opened.error();
        auto feed = Feed::make(context_.get_executor(), setup_, feed_options());
        if (!feed) return feed.error();
        feed_ = std::move(*feed);
        if (const auto opened = open_event_log(); !opened) return opened.error();
        if (const auto opened = open_recording(); !opened) return opened.error();
        if (const auto opened = open_http(); !opened) return opened.error();
        if (const auto opened = open_alerts(); !opened) return opened.error();
        if (const auto begun = begin_journal(); !begun) return begun.error();  // last: what begins must end in order
        LivePipeline pipeline{
            feed_->collector(), engine_, {line_.report_every, line_.max_blocks, line_.duration}, observer()};
        auto ended = pipeline.run(context_);
        if (journal_) journal_->end(ended, now());
        if (http_) http_->end();
        if (alerts_) alerts_->end();
        return ended;
    }

  private:
    Engine make_engine() const { return {setup_.market, setup_.strategies.configs(), engine_options(setup_)}; }

    FeedOptions feed_options() {
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

    void warn(const std::string& text) {
        progress_.clear();
        spdlog::warn("{}", text);
    }

    RunObserver observer() {
        RunObserver observer;
        observer.on_ready = [this] { announce(); };
        observer.on_started = [this] { on_started(); };
        observer.on_records = [this](std::span<const EngineRecord> records) { on_records(records); };
        observer.on_step = [this](const FeedItem* item, std::span<const EngineRecord> records) {
            note_newest(item);
            if (recorder_) recorder_->on_step(item);
            if (journal_) tell_journal(item);
            if (http_) http_->on_step(item, records);
            if (alerts_) alerts_->on_step(records);
        };
        observer.on_decided = [this](std::chrono::nanoseconds duration) {
            if (http_) http_->on_decided(duration);
        };
        observer.on_block = [this](const MarketSnapshot& snapshot) { on_block(snapshot); };
        observer.on_ending = [this](const std::optional<Error>& failure) {
            if (alerts_) alerts_->on_ending(failure);
        };
        observer.on_report = [this](bool is_last) { print_report(is_last); };
        observer.on_heartbeat = [this] { heartbeat(); };
        observer.on_rotate = [this] {
            if (log_) log_->rotate();
        };
        observer.on_reload = [this] {
            if (const auto asked = ask_for_reload(); !asked) warn("reload refused: " + asked.error().detail);
        };
        return observer;
    }

    Result<void> open_recording() {
        if (!options_.records) return {};
        RecordingHead head = recording_head(setup_, options_, started_at_);
        if (books_) head.checkpoint = books_->run.checkpoint;
        auto recorder = SessionRecorder::begin(line_.state, engine_, std::move(head), reloads_);
        if (!recorder) return recorder.error();
        recorder_ = std::make_unique<SessionRecorder>(*std::move(recorder));
        return {};
    }

    Result<void> open_journal() {
        if (!options_.keeps_journal) return {};
        const auto folder = state_directory(line_.state);
        if (!folder) return folder.error();
        auto journal = SessionJournal::open(*folder, engine_);
        if (!journal) return journal.error();
        journal_ = std::make_unique<SessionJournal>(std::move(*journal));
        if (!options_.resumes_books) return {};
        auto run = find_resumable_run(journal_->database(), engine_.market());
        if (!run) return run.error();
        if (*run) books_ = take_over_books(std::move(**run), engine_, [this] { return make_engine(); });
        return {};
    }

    Result<void> begin_journal() {
        if (!journal_) return {};
        RunManifest manifest = run_manifest(setup_, options_, started_at_);
        Engine second = make_engine();
        if (books_) {
            if (books_->run.run != 0) manifest.resumes = resumed_books(*books_);
            if (const auto restored = second.restore(books_->run.checkpoint); !restored) return restored.error();
        }
        return journal_->begin(std::move(manifest), std::move(second));
    }

    /// What the engine stands after; nothing between an undone branch and the first block that replaces it.
    void note_newest(const FeedItem* item) {
        const auto* snapshot = item == nullptr ? nullptr : std::get_if<SnapshotPtr>(item);
        newest_ = snapshot == nullptr ? nullptr : *snapshot;
    }

    /// The first block of a feed that went on is the earlier run's, which has written it.
    void tell_journal(const FeedItem* item) {
        const auto* snapshot = item == nullptr ? nullptr : std::get_if<SnapshotPtr>(item);
        const auto& resumption = feed_->collector().resumption();
        if (snapshot != nullptr && !std::exchange(has_block_, true) && resumption && resumption->went_on())
            return journal_->on_resumed(*snapshot);
        journal_->on_step(item);
    }

    Result<void> open_http() {
        HttpSource source;
        source.report = [this] { return make_run_report(engine_, context_of(has_ended_)); };
        source.alerts = [this] { return alerts_ ? alerts_->status() : std::vector<WebhookStatus>{}; };
        source.control = [this](const ControlRequest& request) { return on_control(request); };
        auto http = SessionHttp::begin(context_, setup_, line_.http, engine_, std::move(source));
        if (!http) return http.error();
        http_ = *std::move(http);
        return {};
    }

    Result<void> open_alerts() {
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

    ControlAnswer on_control(const ControlRequest& request) {
        if (request.action != ControlAction::kReload) return {501, "a run can be asked for a reload only"};
        if (const auto asked = ask_for_reload(); !asked) return {422, asked.error().detail};
        return {202, "checked; the configurations are swapped between two blocks"};
    }

    /// Reads the files and, if all is well, swaps as soon as a block has been decided on. The error says why nothing
    /// changes; so do the status line and every report until a reload succeeds.
    Result<void> ask_for_reload() {
        auto found = read_strategies_again(line_, setup_);
        refusal_.clear();
        if (!found) {
            refusal_ = fmt::format("the reload of {} was refused, nothing changed: {}", to_rfc3339(now()),
                                   found.error().detail);
            systemd_.on_heartbeat(words() + "; " + refusal_);
            return found.error();
        }
        for (const std::string& notice : found->notices)
            warn(notice);
        wanted_ = std::move(found->strategies);
        boost::asio::post(context_, [this] { reload_if_wanted(); });
        return {};
    }

    void reload_if_wanted() {
        if (!wanted_ || !newest_ || has_ended_) return;
        systemd_.on_reloading();
        swap_configurations(*std::exchange(wanted_, std::nullopt), newest_);
        systemd_.on_started(words());
    }

    /// Ends this run's records and begins another's, which goes on with the books of what is unchanged. The feed knows
    /// nothing of it.
    void swap_configurations(ResolvedStrategies strategies, const SnapshotPtr& newest) {
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

    Result<void> reopen_journal() {
        if (!options_.keeps_journal) return {};
        const auto folder = state_directory(line_.state);
        if (!folder) return folder.error();
        auto journal = SessionJournal::open(*folder, engine_);
        if (!journal) return journal.error();
        journal_ = std::make_unique<SessionJournal>(std::move(*journal));
        return begin_journal();
    }

    /// Trading goes on without what could not be opened again, with an alarm.
    void note_lost(const Result<void>& opened) {
        if (opened) return;
        lost_.push_back("not written since the reload: " + opened.error().detail);
        spdlog::error("ALARM: {}", lost_.back());
    }

    Result<void> open_event_log() {
        if (!line_.event_log) return {};
        auto log =
            SessionEventLog::open(line_.event_log->string(), engine_, progress_, [this] { return context_of(false); });
        if (!log) return log.error();
        log_.emplace(std::move(*log));
        return {};
    }

    void announce() const {
        spdlog::info("paper-trading {}: {}, {} pools, {} configurations, seed {}", version(), setup_.market->name,
                     setup_.market->pools.size(), setup_.strategies.strategies.size(),
                     setup_.strategies.simulation.seed);
        for (const std::string& notice : setup_.notices)
            spdlog::info("{}", notice);
        if (recorder_) spdlog::info("recording to {}", recorder_->file());
        if (http_) spdlog::info("page, API and metrics at {}", http_->url());
        spdlog::info("node {}: reading the market", feed_->endpoint());
        for (const BudgetWord& word : budget_words(feed_->status(nullptr, now()), feed_->plan(), feed_->units()))
            spdlog::log(word.is_warning ? spdlog::level::warn : spdlog::level::info, "{}", word.text);
    }

    void on_start_progress(const StartProgress& progress) {
        const char* step = progress.step == StartProgress::Step::kPools ? "pools" : "ticks";
        progress_.show(fmt::format("reading {}: {} of {} calls answered", step, progress.done, progress.total));
    }

    void on_started() {
        progress_.clear();
        const FeedStatus status = feed_->status(nullptr, now());
        spdlog::info("{} of {} pools certain after {} requests", status.pools_certain, status.pools_total,
                     status.requests);
        if (books_) spdlog::info("{}", resumption_text(*feed_->collector().resumption(), *books_));
        for (const std::string& notice : feed_->pool_notices())
            spdlog::warn("{}", notice);
        for (const std::string& pair : feed_->collector().thin_pairs())
            spdlog::warn("{}: fewer than two live pools, so no route", pair);
        if (options_.on_started) options_.on_started();
    }

    void on_records(std::span<const EngineRecord> records) {
        for (const EngineRecord& record : records)
            actions_ += std::holds_alternative<SimulatedTradeAction>(record) ? 1U : 0U;
        evidence_.on_records(records);
        if (log_) log_->write(records);
    }

    void on_block(const MarketSnapshot& snapshot) {
        status_ = feed_->status(&snapshot, options_.modelled_arrival ? snapshot.arrival : now());
        if (const auto change = pace_.note(status_)) warn(*change);
        if (!systemd_.is_ready()) systemd_.on_started(words());
        evidence_.on_block(snapshot.number());
        if (http_) http_->publish();
        if (alerts_) alerts_->on_block();
        progress_.show(
            fmt::format("block {}: {} seen, {} trades sent", snapshot.number(), status_.blocks_seen, actions_));
        reload_if_wanted();
    }

    RunContext context_of(bool is_last) const {
        RunContext context;
        context.version = version();
        context.started_at = started_at_;
        context.made_at = now();
        context.is_last = is_last;
        context.alarms = alarms();
        if (books_) context.resumed = books_origin(*books_, engine_);
        context.assumptions = run_assumptions(setup_, options_);
        context.feed = current_status();
        context.evidence = evidence_.newest();
        return context;
    }

    std::vector<std::string> alarms() const {
        std::vector<std::string> alarms = lost_;
        if (!refusal_.empty()) alarms.push_back(refusal_);
        if (recorder_)
            for (std::string& alarm : recorder_->alarms())
                alarms.push_back(std::move(alarm));
        if (!journal_) return alarms;
        for (std::string& alarm : journal_->alarms())
            alarms.push_back(std::move(alarm));
        return alarms;
    }

    FeedStatus current_status() const { return with_counters(status_, feed_->status(nullptr, now()), now()); }

    void print_report(bool is_last) {
        progress_.clear();
        if (is_last) systemd_.on_ending("ending: " + words());
        has_ended_ = is_last;
        if (is_last) evidence_.finish();
        const RunReport report = make_run_report(engine_, context_of(is_last));
        if (journal_) journal_->on_report(report);
        print_out(line_.json ? report_json(report) + "\n" : render_report(report));
        if (http_ && is_last) http_->publish();
    }

    /// How it goes, for `systemctl status`.
    std::string words() const { return service_words(current_status(), engine_); }

    void heartbeat() {
        systemd_.on_heartbeat(words());
        spdlog::info("{}", heartbeat_text(current_status(), actions_));
    }

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

}  // namespace

ExitCode run_session(boost::asio::io_context& context, const Setup& setup, const CommandLine& line,
                     SessionOptions options) {
    Session session{context, setup, line, std::move(options)};
    if (const auto ended = session.run(); !ended) return report_failure(ended.error(), line);
    return ExitCode::kOk;
}

}  // namespace dexarb
