#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/logging.hpp"
#include "dexarb/app/progress.hpp"
#include "dexarb/app/replay.hpp"
#include "dexarb/app/session_evidence.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/app/version.hpp"
#include "dexarb/journal/event_log.hpp"
#include "dexarb/report/event_log_line.hpp"
#include "dexarb/report/json_report.hpp"
#include "dexarb/report/run_report.hpp"
#include "dexarb/report/text_report.hpp"

namespace dexarb {
namespace {

using Clock = std::chrono::steady_clock;

bool has_own_configuration(const CommandLine& line) {
    return !line.strategies_file.empty() || !line.settings.empty() || line.fill_model || line.seed ||
           !line.configs.empty() || !line.exclude.empty();
}

/// The recording's configurations, or those of --strategies, with what the command line changes of them.
Result<ResolvedStrategies> strategies_of(const RecordedFeed& feed, CommandLine line) {
    const RecordingHead& head = feed.head();
    if (line.replay.latency)
        line.settings.push_back(fmt::format("*.submit_latency_ms={}", line.replay.latency->count()));
    if (line.strategies_file.empty()) return apply_command_line(head.strategies, *head.market, line);
    auto own = load_strategies(line.strategies_file.string(), *head.market);
    if (!own) return own.error();
    return apply_command_line(*std::move(own), *head.market, line);
}

bool same_gas(const GasModel& a, const GasModel& b) {
    return a.base == b.base && a.constant_product_hop == b.constant_product_hop &&
           a.concentrated_hop == b.concentrated_hop && a.crossed_tick == b.crossed_tick;
}

class ReplayCommand {
  public:
    ReplayCommand(const CommandLine& line, RecordedFeed feed, ResolvedStrategies strategies)
        : line_{line},
          feed_{std::move(feed)},
          strategies_{std::move(strategies)},
          engine_{feed_.head().market, strategies_.configs(), recorded_engine_options(feed_.head(), strategies_)},
          progress_{true} {}

    Result<ExitCode> run() {
        announce();
        if (const auto restored = restore_books(); !restored) return restored.error();
        if (const auto opened = open_event_log(); !opened) return opened.error();
        auto done = replay(feed_, engine_, line_.replay.verify, observer());
        progress_.clear();
        if (!done) return done.error();
        result_ = *std::move(done);
        if (log_)
            if (const auto flushed = log_->flush(); !flushed) return flushed.error();
        print_report();
        say_speed();
        return line_.replay.verify ? say_verdict() : ExitCode::kOk;
    }

  private:
    /// A run that went on with earlier books is replayed from where it began; a what-if begins with none.
    Result<void> restore_books() {
        if (feed_.head().checkpoint.empty()) return {};
        const bool is_as_recorded = !has_own_configuration(line_) && !line_.replay.latency && !line_.replay.from &&
                                    line_.replay.arrival == ReplayOptions::Arrival::kRecorded;
        spdlog::info("the run went on with earlier books; {}",
                     is_as_recorded ? "so does this replay" : "this replay begins new ones");
        return is_as_recorded ? restore_recorded_books(engine_, feed_.head()) : Result<void>{};
    }

    void announce() const {
        const RecordingHead& head = feed_.head();
        spdlog::info("replaying run {} of {}, recorded by {}; this is paper-trading {}", head.run, head.market->name,
                     head.program, version());
        if (!same_gas(head.gas, default_gas_model()))
            spdlog::warn("the recording's gas model is not this program's; the recording's is used");
    }

    Result<void> open_event_log() {
        if (!line_.event_log) return {};
        auto log = EventLog::open(line_.event_log->string());
        if (!log) return log.error();
        log_.emplace(std::move(*log));
        log_->write(event_log_header(names(), context()));
        return log_->flush();
    }

    EventLogNames names() const { return {engine_.market(), engine_.routes(), engine_.configs()}; }

    ReplayObserver observer() {
        ReplayObserver observer;
        observer.on_progress = [this](const MarketSnapshot& block) { show_progress(block); };
        if (log_) observer.on_records = [this](std::span<const EngineRecord> records) { write(records); };
        return observer;
    }

    void write(std::span<const EngineRecord> records) {
        for (const EngineRecord& record : records)
            log_->write(event_log_line(names(), record));
        if (records.empty()) return;
        if (const auto flushed = log_->flush(); !flushed) spdlog::error("{}", flushed.error().detail);
    }

    double seconds() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }

    void show_progress(const MarketSnapshot& block) {
        const double done = feed_.progress();
        const auto bars = static_cast<std::size_t>(done * 30.0);
        const double left = done > 0.0 ? seconds() * (1.0 - done) / done : 0.0;
        progress_.show(fmt::format("[{:<30}] {:3.0f} %, block {}, {:.0f} s left", std::string(bars, '#'), done * 100.0,
                                   block.number(), left));
    }

    RunContext context() const {
        const RecordingHead& head = feed_.head();
        RunContext context;
        context.version = version();
        context.started_at = head.started_at;
        context.made_at = result_.last ? result_.last->arrival : head.started_at;
        context.is_last = true;
        context.alarms = feed_.notices();
        if (const auto modelled = result_.feed.blocks_interpolated; modelled > 0)
            context.alarms.push_back(
                fmt::format("the timestamps of {} of {} blocks are interpolated: their headers were not read", modelled,
                            result_.feed.blocks_seen));
        context.assumptions = make_assumptions(*head.market, strategies_.simulation.seed, head.gas);
        context.assumptions.modelled_arrival = head.modelled_arrival;
        if (line_.replay.arrival == ReplayOptions::Arrival::kModelled)
            context.assumptions.modelled_arrival = head.strategies.simulation.modelled_arrival;
        context.assumptions.market_is_simulated = head.is_simulated;
        context.feed = result_.feed;
        context.feed.endpoint = "recording " + head.run;
        context.feed.arrival_is_modelled = context.assumptions.modelled_arrival.has_value();
        return context;
    }

    WeighedEvidence evidence() const {
        const ResamplingOptions options{.seed = strategies_.simulation.seed};
        return {std::make_shared<const Evidence>(weigh(samples_of(engine_), options)),
                result_.last ? result_.last->number() : 0, ""};
    }

    void print_report() const {
        RunContext made = context();
        made.evidence = evidence();
        const RunReport report = make_run_report(engine_, std::move(made));
        fmt::print("{}", line_.json ? report_json(report) + "\n" : render_report(report));
        std::fflush(stdout);
    }

    void say_speed() const {
        const double took = std::max(seconds(), 1e-9);
        spdlog::info("{} blocks in {:.2f} s, {:.0f} blocks a second", result_.feed.blocks_seen, took,
                     static_cast<double>(result_.feed.blocks_seen) / took);
    }

    ExitCode say_verdict() const {
        if (result_.difference) {
            spdlog::error("the replay differs from the live run of {}: {}", feed_.head().program, *result_.difference);
            return ExitCode::kReplayMismatch;
        }
        spdlog::info("verified: {} blocks, {} records, digest {}{}", result_.feed.blocks_seen, result_.records_verified,
                     to_string(engine_.digest()),
                     result_.end_verified ? ", and the end of the run" : "; the recording does not hold the run's end");
        return ExitCode::kOk;
    }

    const CommandLine& line_;
    RecordedFeed feed_;
    ResolvedStrategies strategies_;
    Engine engine_;
    Progress progress_;
    std::optional<EventLog> log_;
    ReplayResult result_;
    Clock::time_point started_ = Clock::now();
};

Result<ExitCode> run_replay(const CommandLine& line) {
    if (line.replay.verify && has_own_configuration(line))
        return Error{ErrorCode::kInvalidInput,
                     "--verify: other configurations give other decisions; leave out what "
                     "changes them"};
    auto feed = RecordedFeed::open(line.replay);
    if (!feed) return feed.error();
    if (line.replay.verify)
        if (const auto verifiable = feed->check_verifiable(); !verifiable) return verifiable.error();
    auto strategies = strategies_of(*feed, line);
    if (!strategies) return strategies.error();
    return ReplayCommand{line, *std::move(feed), *std::move(strategies)}.run();
}

}  // namespace

ExitCode replay_command(const CommandLine& line) {
    start_logging(line.log_format, line.log_level.value_or("info"));
    const auto ended = run_replay(line);
    return ended ? *ended : report_failure(ended.error(), line);
}

}  // namespace dexarb
