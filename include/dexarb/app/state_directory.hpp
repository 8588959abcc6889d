#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "dexarb/base/result.hpp"

namespace CLI {
class App;
}

namespace dexarb {

/// `--state-dir`.
struct StateOptions {
    std::optional<std::filesystem::path> folder;
};

void add_state_options(CLI::App& app, StateOptions& options);

/// The installed daemon's, as its unit makes it.
inline constexpr const char* kInstalledState = "/var/lib/dexarb";

/// Where this process keeps what outlives it: what was named, else the first of $STATE_DIRECTORY (as systemd gives it),
/// else `installed` for its owner, else ~/.local/state/dexarb. An error where none of them is known. Nothing is
/// created.
[[nodiscard]] Result<std::filesystem::path> state_directory(const StateOptions& options,
                                                            const std::filesystem::path& installed = kInstalledState);

/// Where a command that only reads looks: the same, but `installed` comes first for whoever may read it.
[[nodiscard]] Result<std::filesystem::path> state_to_read(const StateOptions& options,
                                                          const std::filesystem::path& installed = kInstalledState);

/// The folder `name` in the state directory, made if it is not there. The error names what stands in the way.
[[nodiscard]] Result<std::filesystem::path> make_state_folder(const StateOptions& options, std::string_view name);

}  // namespace dexarb
