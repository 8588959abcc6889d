#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace dexarb {

/// What concerns the journal: of `run`, `runs` and `journal`.
struct JournalFlags {
    enum class Action { kNone, kRuns, kCheck, kVacuum };

    bool off = false;                   ///< --no-journal
    bool fresh = false;                 ///< --fresh
    std::optional<std::uint64_t> last;  ///< runs --last
    std::chrono::milliseconds keep{0};  ///< journal vacuum --keep
    Action action = Action::kNone;      ///< Of the verb that was given, if it is one of these.
};

/// Adds `--no-journal` and the verbs `runs` and `journal`.
void add_journal_options(CLI::App& app, JournalFlags& flags);

}  // namespace dexarb
