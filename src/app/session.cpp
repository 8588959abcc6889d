#include "dexarb/app/session.hpp"

#include <utility>

#include "dexarb/app/failure.hpp"
#include "dexarb/app/session_facts.hpp"
#include "dexarb/app/version.hpp"

#include "app/live_session.hpp"

namespace dexarb {

LiveSession::LiveSession(boost::asio::io_context& context, const Setup& setup, const CommandLine& line,
                         SessionOptions options)
    : context_{context},
      setup_{setup},
      line_{line},
      options_{std::move(options)},
      engine_{make_engine()},
      evidence_{engine_, setup_.strategies.simulation.seed},
      progress_{options_.shows_progress},
      pace_{options_.every} {}

Timestamp LiveSession::now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Engine LiveSession::make_engine() const {
    return {setup_.market, setup_.strategies.configs(), engine_options(setup_)};
}

Result<void> LiveSession::run() {
    if (const auto opened = open_everything(); !opened) return opened;
    LivePipeline pipeline{
        feed_->collector(), engine_, {line_.report_every, line_.max_blocks, line_.duration}, observer()};
    auto ended = pipeline.run(context_);
    if (journal_) journal_->end(ended, now());
    if (http_) http_->end();
    if (alerts_) alerts_->end();
    return ended;
}

RunContext LiveSession::context_of(bool is_last) const {
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

std::vector<std::string> LiveSession::alarms() const {
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

FeedStatus LiveSession::current_status() const {
    return with_counters(status_, feed_->status(nullptr, now()), now());
}

/// How it goes, for `systemctl status`.
std::string LiveSession::words() const {
    return service_words(current_status(), engine_);
}

ExitCode run_session(boost::asio::io_context& context, const Setup& setup, const CommandLine& line,
                     SessionOptions options) {
    LiveSession session{context, setup, line, std::move(options)};
    if (const auto ended = session.run(); !ended) return report_failure(ended.error(), line);
    return ExitCode::kOk;
}

}  // namespace dexarb
