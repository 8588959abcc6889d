#include <chrono>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "dexarb/app/backfill.hpp"
#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/logging.hpp"
#include "dexarb/app/past_recording.hpp"
#include "dexarb/app/progress.hpp"
#include "dexarb/app/version.hpp"
#include "dexarb/async/run.hpp"

namespace dexarb {
namespace {

using Clock = std::chrono::steady_clock;

/// Of one question, before it counts as failed.
constexpr unsigned kAttempts = 6;

std::string pool_list(const MarketDefinition& market, const PastRecording& made) {
    std::string list;
    for (const UncertainPool& pool : made.uncertain)
        list += pool.certain_from
                    ? fmt::format("  {}: from block {}\n", describe_pool(market, pool.pool), *pool.certain_from)
                    : fmt::format("  {}: not at all: {}\n", describe_pool(market, pool.pool), pool.why);
    return list;
}

class BackfillCommand {
  public:
    BackfillCommand(const Setup& setup, const CommandLine& line) : setup_{setup}, line_{line}, progress_{true} {}

    Result<ExitCode> run() {
        if (std::filesystem::is_directory(line_.backfill.output))
            return Error{ErrorCode::kIo, line_.backfill.output.string() + ": is a folder: name a file in it"};
        if (std::filesystem::exists(line_.backfill.output))
            return Error{ErrorCode::kIo, line_.backfill.output.string() +
                                             ": is there already: give another -o, or "
                                             "remove it"};
        auto endpoints = make_endpoints(context_.get_executor(), setup_, endpoints_options());
        if (!endpoints) return std::move(endpoints).error();
        endpoint_ = (*endpoints)->client(0).endpoint();
        Backfill backfill{setup_, line_.backfill, *std::move(endpoints), observer()};
        auto past = dexarb::run(context_, backfill.run());
        progress_.clear();
        if (!past && backfill.is_usage_error()) return report_failure(past.error(), ExitCode::kUsage, line_);
        if (!past) {
            say_what_is_kept(backfill);
            return std::move(past).error();
        }
        const BlockNumber head = past->head;
        range_ = {past->history.from(), past->history.to()};
        progress_.show("writing " + line_.backfill.output.string());
        auto made = write_past_recording(line_.backfill.output, recording_head(), *std::move(past));
        progress_.clear();
        if (!made && made.error().code == ErrorCode::kMalformed)
            return Error{ErrorCode::kMalformed,
                         made.error().detail + ": remove " + backfill.part_file() + " and start again"};
        if (!made) return std::move(made).error();
        std::error_code ignored;
        std::filesystem::remove(backfill.part_file(), ignored);
        print(*made, head, backfill);
        return ExitCode::kOk;
    }

  private:
    static void say_what_is_kept(const Backfill& backfill) {
        const auto kept = backfill.kept();
        if (!kept) return;
        if (*kept > 0)
            return spdlog::info("what was fetched is kept in {}: the same command goes on from there",
                                backfill.part_file());
        std::error_code ignored;
        std::filesystem::remove(backfill.part_file(), ignored);
    }

    EndpointsOptions endpoints_options() {
        EndpointsOptions options;
        options.urls = setup_.settings.rpc_urls->value;
        options.limits = setup_.settings.rpc_limits;
        options.client.max_attempts = kAttempts;
        options.client.on_retry = [this](const RpcError& error, std::chrono::milliseconds pause) {
            progress_.clear();
            spdlog::warn("{}; trying again in {:.1f} s", error.detail, static_cast<double>(pause.count()) / 1e3);
        };
        options.on_change = [this](const std::string& change) { warn(change); };
        return options;
    }

    void warn(const std::string& text) {
        progress_.clear();
        spdlog::warn("{}", text);
    }

    BackfillObserver observer() {
        BackfillObserver observer;
        observer.on_plan = [this](const BackfillRange& range, BlockNumber head, const BackfillPlan& plan) {
            spdlog::info("blocks {} to {} ({}), events up to the newest block {}", range.from, range.to,
                         range.to - range.from + 1, head);
            spdlog::info("at most {} requests and {} units of {}, in about {} ({})", plan.requests, plan.units,
                         endpoint_, duration_text(plan.duration), plan.bound);
        };
        observer.on_resume = [this](std::size_t pieces) {
            spdlog::info("going on from {}.part: {} pieces are there", line_.backfill.output.string(), pieces);
        };
        observer.on_progress = [this](double done) { show_progress(done); };
        observer.on_notice = [this](const std::string& notice) { warn(notice); };
        return observer;
    }

    double seconds() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }

    void show_progress(double done) {
        const auto left = std::chrono::seconds{static_cast<std::int64_t>(seconds() * (1.0 - done) / done)};
        const std::string then = done < 1.0 ? duration_text(left) + " left" : "reading the pools";
        progress_.show(fmt::format("[{:<30}] {:3.0f} %, {}", std::string(static_cast<std::size_t>(done * 30), '#'),
                                   std::floor(done * 100.0), then));
    }

    RecordingHead recording_head() const {
        RecordingHead head;
        head.program = "paper-trading " + std::string{version()};
        head.run = fmt::format("backfill-{}-{}", range_.from, range_.to);
        head.is_live = false;
        head.started_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        head.modelled_arrival = setup_.strategies.simulation.modelled_arrival;
        head.gas = engine_options(setup_).scanner.gas;
        head.market = setup_.market;
        head.strategies = setup_.strategies;
        return head;
    }

    void print(const PastRecording& made, BlockNumber head, const Backfill& backfill) const {
        const double rate = static_cast<double>(made.blocks) / std::max(seconds(), 1e-9);
        spdlog::info("{} requests and {} units in {:.1f} s, {:.0f} blocks a second", backfill.requests(),
                     backfill.units(), seconds(), rate);
        if (line_.json) return print_json(made, head, backfill);
        fmt::print("{}: blocks {} to {}, {} of {} with modelled times, {} events up to block {}, {} bytes\n",
                   line_.backfill.output.string(), range_.from, range_.to, made.modelled, made.blocks, made.events,
                   head, made.bytes);
        if (made.uncertain.empty())
            return fmt::print("all {} pools are certain from the first block on\n", setup_.market->pools.size());
        fmt::print(
            "{} of {} pools are certain from the first block on, all that will be from block {} on; left out "
            "until then:\n{}",
            setup_.market->pools.size() - made.uncertain.size(), setup_.market->pools.size(), made.complete_from,
            pool_list(*setup_.market, made));
    }

    void print_json(const PastRecording& made, BlockNumber head, const Backfill& backfill) const {
        nlohmann::json pools = nlohmann::json::array();
        for (const UncertainPool& pool : made.uncertain) {
            nlohmann::json entry{{"pool", to_string(setup_.market->pool(pool.pool).address)}};
            if (pool.certain_from)
                entry["certain_from"] = *pool.certain_from;
            else
                entry["why"] = pool.why;
            pools.push_back(std::move(entry));
        }
        const nlohmann::json all{{"file", line_.backfill.output.string()},
                                 {"from", range_.from},
                                 {"to", range_.to},
                                 {"head", head},
                                 {"blocks", made.blocks},
                                 {"blocks_modelled", made.modelled},
                                 {"events", made.events},
                                 {"bytes", made.bytes},
                                 {"complete_from", made.complete_from},
                                 {"left_out", std::move(pools)},
                                 {"requests", backfill.requests()},
                                 {"units", backfill.units()}};
        fmt::print("{}\n", all.dump());
    }

    const Setup& setup_;
    const CommandLine& line_;
    boost::asio::io_context context_{1};
    Progress progress_;
    std::string endpoint_;
    BackfillRange range_;
    Clock::time_point started_ = Clock::now();
};

}  // namespace

ExitCode backfill_command(const CommandLine& line) {
    const auto setup = load_setup(line);
    if (!setup) return report_failure(setup.error(), line);
    if (!setup->settings.rpc_urls) return report_failure(missing_endpoint(), line);
    start_logging(line.log_format, setup->settings.log_level.value);
    const auto ended = BackfillCommand{*setup, line}.run();
    return ended ? *ended : report_failure(ended.error(), line);
}

}  // namespace dexarb
