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
    std::vector<std::string> closed;  ///< Configurations that a reload left out, with what they came to.
};

/// Restores `run` into an engine that has seen nothing, and logs what goes on and what begins anew. Nothing where
/// nothing of it fits; `engine` is then one of `make_engine`.
[[nodiscard]] std::optional<SessionBooks> take_over_books(ResumableRun run, Engine& engine,
                                                          const std::function<Engine()>& make_engine);

/// The configurations of `engine` that are not among `next`, by id, with what they came to: "Moderate: net -$1.20 over
/// 12 trades".
[[nodiscard]] std::vector<std::string> books_left_out(const Engine& engine, const std::vector<StrategyConfig>& next);

/// Where the feed is to go on.
[[nodiscard]] ResumeFrom resume_from(const SessionBooks& books);
/// What the manifest says of it.
[[nodiscard]] ResumedBooks resumed_books(const SessionBooks& books);
/// What every report says of it.
[[nodiscard]] BooksOrigin books_origin(const SessionBooks& books, const Engine& engine);
/// Once the feed has started: whether the chain is followed on from there, or why not and what that costs.
[[nodiscard]] std::string resumption_text(const Resumption& resumption, const SessionBooks& books);

}  // namespace dexarb
