#pragma once

#include <optional>
#include <string>

#include "dexarb/base/result.hpp"

namespace CLI {
class App;
}

namespace dexarb {

struct Settings;
struct ServiceOptions;

/// What the command line says of the HTTP server.
struct HttpFlags {
    std::optional<std::string> listen;
    bool off = false;
};

void add_http_options(CLI::App& app, HttpFlags& flags);

/// Where to listen and who may ask, checked; nothing where the server is off.
[[nodiscard]] Result<std::optional<ServiceOptions>> make_service_options(const HttpFlags& flags,
                                                                         const Settings& settings);

}  // namespace dexarb
