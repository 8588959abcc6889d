#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/collector/collector_options.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/journal/journal_step.hpp"
#include "dexarb/journal/resumable_run.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// The books of an earlier run with which a session goes on.
struct SessionBooks {
    ResumableRun run;
    ResumePoint point;
};

/// Restores the newest run of the engine's market from the journal, and logs what goes on and what begins anew. Nothing
/// where there is none, or nothing of it fits; `engine` is then one of `make_engine`. An error is one of the disk.
[[nodiscard]] Result<std::optional<SessionBooks>> take_over_books(const Database& journal, Engine& engine,
                                                                  const std::function<Engine()>& make_engine);

/// Where the feed is to go on.
[[nodiscard]] ResumeFrom resume_from(const SessionBooks& books);
/// What the manifest says of it.
[[nodiscard]] ResumedBooks resumed_books(const SessionBooks& books);
/// What every report says of it.
[[nodiscard]] BooksOrigin books_origin(const SessionBooks& books, const Engine& engine);
/// Once the feed has started: whether the chain is followed on from there, or why not and what that costs.
[[nodiscard]] std::string resumption_text(const Resumption& resumption, const SessionBooks& books);

}  // namespace dexarb
