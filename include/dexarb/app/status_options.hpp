#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace dexarb {

/// What `status` is asked to show.
struct StatusFlags {
    bool chosen = false;
    bool watch = false;
    std::optional<std::string> url;  ///< Else where HTTP_LISTEN says, else http://127.0.0.1:8137.
    std::chrono::milliseconds every{1'000};
};

void add_status_options(CLI::App& app, StatusFlags& flags);

}  // namespace dexarb
