#pragma once

#include <functional>
#include <span>
#include <string>

#include "dexarb/app/progress.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/journal/event_log.hpp"
#include "dexarb/report/event_log_line.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// The event log of a session: one line a record, and a word in the log when the disk fails and when it is well again.
class SessionEventLog {
  public:
    /// Opens the file and writes its header line of what `context` says then. `engine` and `progress` outlive it.
    [[nodiscard]] static Result<SessionEventLog> open(const std::string& path, const Engine& engine, Progress& progress,
                                                      std::function<RunContext()> context);

    void write(std::span<const EngineRecord> records);
    /// The file was renamed: goes on in a new one.
    void rotate();
    /// Other configurations: a header line of their own in the same file.
    void begin_anew() { write_header(); }

  private:
    SessionEventLog(EventLog log, const Engine& engine, Progress& progress, std::function<RunContext()> context);
    void write_header();
    void flush();
    [[nodiscard]] EventLogNames names() const;

    EventLog log_;
    const Engine* engine_;
    Progress* progress_;
    std::function<RunContext()> context_;
    bool has_failed_ = false;
};

}  // namespace dexarb
