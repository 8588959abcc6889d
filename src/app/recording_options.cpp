#include "dexarb/app/recording_options.hpp"

#include <CLI/CLI.hpp>

namespace dexarb {

void add_recording_options(CLI::App& app, RecordingOptions& options) {
    auto* record = app.add_flag_callback(
        "--record", [&options] { options.record = true; },
        "record every block for `replay`, in the state directory (`run` does by itself)");
    app.add_flag_callback(
           "--no-record", [&options] { options.record = false; }, "record nothing")
        ->excludes(record);
}

}  // namespace dexarb
