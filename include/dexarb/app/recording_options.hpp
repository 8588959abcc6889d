#pragma once

#include <optional>

namespace CLI {
class App;
}

namespace dexarb {

/// `--record` and `--no-record`.
struct RecordingOptions {
    std::optional<bool> record;  ///< Nothing: as the command does by itself, `run` does, `demo` does not.
};

void add_recording_options(CLI::App& app, RecordingOptions& options);

}  // namespace dexarb
