#include "dexarb/app/http_options.hpp"

#include <charconv>

#include <CLI/CLI.hpp>

#include "dexarb/config/settings.hpp"
#include "dexarb/service/http_service.hpp"

namespace dexarb {

namespace {

constexpr const char* kOff = "off";

/// "127.0.0.1:8137" or "[::1]:8137".
Result<void> read_listen(const std::string& text, ServiceOptions& options) {
    const Error refused{ErrorCode::kInvalidInput,
                        "HTTP: '" + text + "' is not ADDRESS:PORT, like 127.0.0.1:8137 or [::1]:8137, nor off"};
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return refused;
    options.address = text.substr(0, colon);
    const bool has_brackets = options.address.starts_with('[') && options.address.ends_with(']');
    if (has_brackets) options.address = options.address.substr(1, options.address.size() - 2);
    const char* const end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data() + colon + 1, end, options.port);
    if (error != std::errc{} || read != end) return refused;
    return {};
}

}  // namespace

void add_http_options(CLI::App& app, HttpFlags& flags) {
    app.add_option("--listen", flags.listen, "where page, API and metrics are served [127.0.0.1:8137]")
        ->type_name("ADDRESS:PORT");
    app.add_flag("--no-http", flags.off, "serve no page, API or metrics");
}

Result<std::optional<ServiceOptions>> make_service_options(const HttpFlags& flags, const Settings& settings) {
    const std::string listen = settings.http_listen ? settings.http_listen->value : std::string{};
    if (flags.off || listen == kOff) return std::optional<ServiceOptions>{};
    ServiceOptions options;
    if (!listen.empty())
        if (const auto read = read_listen(listen, options); !read) return read.error();
    if (settings.http_token) options.token = settings.http_token->value;
    options.hosts = settings.http_hosts;
    if (const auto sound = check_service_options(options); !sound) return sound.error();
    return std::optional{std::move(options)};
}

}  // namespace dexarb
