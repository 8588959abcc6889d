#include "dexarb/app/session.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/failure.hpp"
#include "dexarb/app/feed.hpp"
#include "dexarb/app/live_pipeline.hpp"
#include "dexarb/app/progress.hpp"
#include "dexarb/app/version.hpp"
#include "dexarb/journal/event_log.hpp"
#include "dexarb/report/event_log_line.hpp"
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
          engine_{setup.market, setup.strategies.configs(), engine_options(setup)},
          progress_{options_.shows_progress} {}

    Result<void> run() {
        auto feed = Feed::make(context_.get_executor(), setup_, feed_options());
        if (!feed) return feed.error();
        feed_ = std::move(*feed);
        if (const auto opened = open_event_log(); !opened) return opened.error();
        LivePipeline pipeline{
            feed_->collector(), engine_, {line_.report_every, line_.max_blocks, line_.duration}, observer()};
        return pipeline.run(context_);
    }

  private:
    FeedOptions feed_options() {
        FeedOptions options;
        options.url = options_.url;
        options.more_urls = options_.more_urls;
        options.modelled_arrival = options_.modelled_arrival;
        options.block_interval = options_.block_interval;
        options.on_progress = [this](const StartProgress& progress) { on_start_progress(progress); };
        options.on_trouble = [this](const Error& error, std::chrono::milliseconds pause) {
            progress_.clear();
            spdlog::warn("{}; trying again in {:.1f} s", error.detail, static_cast<double>(pause.count()) / 1e3);
        };
        options.on_endpoint_change = [this](const std::string& change) {
            progress_.clear();
            spdlog::warn("{}", change);
        };
        return options;
    }

    RunObserver observer() {
        RunObserver observer;
        observer.on_ready = [this] { announce(); };
        observer.on_started = [this] { on_started(); };
        observer.on_records = [this](std::span<const EngineRecord> records) { on_records(records); };
        observer.on_block = [this](const MarketSnapshot& snapshot) { on_block(snapshot); };
        observer.on_report = [this](bool is_last) { print_report(is_last); };
        observer.on_heartbeat = [this] { heartbeat(); };
        observer.on_rotate = [this] { rotate(); };
        return observer;
    }

    Result<void> open_event_log() {
        if (!line_.event_log) return {};
        auto log = EventLog::open(line_.event_log->string());
        if (!log) return log.error();
        log_ = std::make_unique<EventLog>(std::move(*log));
        log_->write(header_line());
        flush_event_log();
        return {};
    }

    /// What cannot be written is said once, and so is that it could be written again.
    void flush_event_log() {
        const auto flushed = log_->flush();
        const bool failed_before = std::exchange(log_failed_, !flushed);
        if (failed_before == log_failed_) return;
        progress_.clear();
        if (!flushed)
            spdlog::error("{}; trading goes on, what the event log lacks is tried again", flushed.error().detail);
        else
            spdlog::info("{}: written again, {} lines are lost", log_->path(), log_->dropped());
    }

    EventLogNames names() const { return {engine_.market(), engine_.routes(), engine_.configs()}; }
    std::string header_line() const { return event_log_header(names(), context_of(false)); }

    void announce() const {
        spdlog::info("paper-trading {}: {}, {} pools, {} configurations, seed {}", version(), setup_.market->name,
                     setup_.market->pools.size(), setup_.strategies.strategies.size(),
                     setup_.strategies.simulation.seed);
        for (const std::string& notice : setup_.notices)
            spdlog::info("{}", notice);
        spdlog::info("node {}: reading the market; planned about {:.0f} requests a day", feed_->endpoint(),
                     feed_->requests_per_day());
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
        for (const std::string& notice : feed_->pool_notices())
            spdlog::warn("{}", notice);
        for (const std::string& pair : feed_->collector().thin_pairs())
            spdlog::warn("{}: fewer than two live pools, so no route", pair);
        if (options_.on_started) options_.on_started();
    }

    void on_records(std::span<const EngineRecord> records) {
        for (const EngineRecord& record : records)
            actions_ += std::holds_alternative<SimulatedTradeAction>(record) ? 1U : 0U;
        if (!log_ || records.empty()) return;
        for (const EngineRecord& record : records)
            log_->write(event_log_line(names(), record));
        flush_event_log();
    }

    void on_block(const MarketSnapshot& snapshot) {
        status_ = feed_->status(&snapshot, options_.modelled_arrival ? snapshot.arrival : now());
        progress_.show(
            fmt::format("block {}: {} seen, {} trades sent", snapshot.number(), status_.blocks_seen, actions_));
    }

    RunContext context_of(bool is_last) const {
        RunContext context;
        context.version = version();
        context.started_at = started_at_;
        context.made_at = now();
        context.is_last = is_last;
        context.assumptions =
            make_assumptions(*setup_.market, setup_.strategies.simulation.seed, engine_options(setup_).scanner.gas);
        context.assumptions.modelled_arrival = options_.modelled_arrival;
        context.assumptions.market_is_simulated = options_.market_is_simulated;
        context.feed = current_status();
        return context;
    }

    FeedStatus current_status() const {
        FeedStatus status = status_;
        const FeedStatus counted = feed_->status(nullptr, now());
        status.endpoint = counted.endpoint;
        status.requests = counted.requests;
        status.request_errors = counted.request_errors;
        status.endpoints = counted.endpoints;
        status.endpoint_changes = counted.endpoint_changes;
        status.endpoint_disagreements = counted.endpoint_disagreements;
        status.bloom_refusals = counted.bloom_refusals;
        if (status.head && !status.arrival_is_modelled)
            status.head_age = std::max(std::chrono::milliseconds{0}, now() - Timestamp{status.head_timestamp});
        return status;
    }

    void print_report(bool is_last) {
        progress_.clear();
        const RunReport report = make_run_report(engine_, context_of(is_last));
        fmt::print("{}", line_.json ? report_json(report) + "\n" : render_report(report));
        std::fflush(stdout);
    }

    void heartbeat() const {
        if (!status_.head) {
            spdlog::info("still waiting for {}", feed_->endpoint());
            return;
        }
        const FeedStatus status = current_status();
        spdlog::info("block {}, {:.0f} s old, {} seen, {} of {} pools certain, {} trades sent", status.head->number,
                     static_cast<double>(status.head_age.count()) / 1e3, status.blocks_seen, status.pools_certain,
                     status.pools_total, actions_);
    }

    void rotate() {
        if (!log_) return;
        if (const auto reopened = log_->reopen(); !reopened) return spdlog::error("{}", reopened.error().detail);
        log_->write(header_line());
        flush_event_log();
        spdlog::info("event log opened anew");
    }

    boost::asio::io_context& context_;
    const Setup& setup_;
    const CommandLine& line_;
    SessionOptions options_;
    Engine engine_;
    Progress progress_;
    std::unique_ptr<Feed> feed_;
    std::unique_ptr<EventLog> log_;
    bool log_failed_ = false;
    FeedStatus status_;
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
