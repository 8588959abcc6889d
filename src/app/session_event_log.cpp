#include "dexarb/app/session_event_log.hpp"

#include <utility>

#include <spdlog/spdlog.h>

namespace dexarb {

SessionEventLog::SessionEventLog(EventLog log, const Engine& engine, Progress& progress,
                                 std::function<RunContext()> context)
    : log_{std::move(log)}, engine_{&engine}, progress_{&progress}, context_{std::move(context)} {}

Result<SessionEventLog> SessionEventLog::open(const std::string& path, const Engine& engine, Progress& progress,
                                              std::function<RunContext()> context) {
    auto log = EventLog::open(path);
    if (!log) return log.error();
    SessionEventLog opened{std::move(*log), engine, progress, std::move(context)};
    opened.write_header();
    return opened;
}

void SessionEventLog::write(std::span<const EngineRecord> records) {
    if (records.empty()) return;
    for (const EngineRecord& record : records)
        log_.write(event_log_line(names(), record));
    flush();
}

void SessionEventLog::rotate() {
    if (const auto reopened = log_.reopen(); !reopened) return spdlog::error("{}", reopened.error().detail);
    write_header();
    spdlog::info("event log opened anew");
}

void SessionEventLog::write_header() {
    log_.write(event_log_header(names(), context_()));
    flush();
}

/// What cannot be written is said once, and so is that it could be written again.
void SessionEventLog::flush() {
    const auto flushed = log_.flush();
    const bool failed_before = std::exchange(has_failed_, !flushed);
    if (failed_before == has_failed_) return;
    progress_->clear();
    if (!flushed)
        spdlog::error("{}; trading goes on, what the event log lacks is tried again", flushed.error().detail);
    else
        spdlog::info("{}: written again, {} lines are lost", log_.path(), log_.dropped());
}

EventLogNames SessionEventLog::names() const {
    return {engine_->market(), engine_->routes(), engine_->configs()};
}

}  // namespace dexarb
