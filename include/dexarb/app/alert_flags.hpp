#pragma once

#include <filesystem>
#include <optional>

namespace CLI {
class App;
}

namespace dexarb {

/// What concerns alerts: of every command that reads the files, and of `alerts`.
struct AlertFlags {
    enum class Action { kNone, kList, kTest };

    std::optional<std::filesystem::path> file;  ///< --alerts
    Action action = Action::kNone;              ///< Of the verb `alerts`, if it was given.
};

/// Adds `--alerts`.
void add_alert_flags(CLI::App& app, AlertFlags& flags);
/// Adds the verb `alerts`.
void add_alert_verb(CLI::App& app, AlertFlags& flags);

}  // namespace dexarb
