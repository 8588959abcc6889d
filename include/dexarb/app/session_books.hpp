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
    std::vector<std::string> closed;  ///< Configurations whose books ended with the run before: `closed_books`.
};

/// Restores `run` into an engine that has seen nothing, and logs what goes on and what begins anew. Nothing where
/// nothing of it fits; `engine` is then one of `make_engine`.
[[nodiscard]] std::optional<SessionBooks> take_over_books(ResumableRun run, Engine& engine,
                                                          const std::function<Engine()>& make_engine);

/// The configurations of `engine` whose books do not go on under any of `next`, with those options: they are changed or
/// left out.
[[nodiscard]] std::vector<ConfigIndex> books_that_end(const Engine& engine, const std::vector<StrategyConfig>& next,
                                                      const EngineOptions& options);

/// What is done to configurations, in words for the journal: "closed low_gas, high_gas; paused moderate by hand".
[[nodiscard]] std::string handover_words(const Engine& engine, const Handover& handover);

/// What configurations came to that were closed: "Moderate: net -$1.20 over 12 trades".
[[nodiscard]] std::vector<std::string> closed_books(const Engine& engine, const std::vector<ConfigIndex>& closed);

/// Where the feed is to go on.
[[nodiscard]] ResumeFrom resume_from(const SessionBooks& books);
/// What the manifest says of it.
[[nodiscard]] ResumedBooks resumed_books(const SessionBooks& books);
/// What every report says of it.
[[nodiscard]] BooksOrigin books_origin(const SessionBooks& books, const Engine& engine);
/// Once the feed has started: whether the chain is followed on from there, or why not and what that costs.
[[nodiscard]] std::string resumption_text(const Resumption& resumption, const SessionBooks& books);

}  // namespace dexarb
