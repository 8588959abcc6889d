#include <cstdio>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/http_options.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/app/status_screen.hpp"
#include "dexarb/async/run.hpp"
#include "dexarb/net/http_client.hpp"
#include "dexarb/service/http_service.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;

constexpr const char* kTarget = "/api/v1/status";
constexpr const char* kClearScreen = "\x1b[H\x1b[J";
constexpr auto kAnswersWithin = 5s;

std::string base_url(const CommandLine& line, const ServiceOptions& options) {
    if (line.status.url) {
        const std::string& url = *line.status.url;
        return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
    }
    const bool is_v6 = options.address.find(':') != std::string::npos;
    const bool is_any = options.address == "0.0.0.0" || options.address == "::";
    const std::string host = is_any ? "127.0.0.1" : is_v6 ? "[" + options.address + "]" : options.address;
    return fmt::format("http://{}:{}", host, options.port);
}

Error refused(const std::string& base, const HttpResponse& response) {
    const std::string hint = response.status == 401 ? "; HTTP_TOKEN holds the token it wants" : "";
    return {ErrorCode::kNetwork, fmt::format("{}: HTTP {}{}", base, response.status, hint)};
}

class StatusReader {
  public:
    StatusReader(std::unique_ptr<Transport> client, std::string base)
        : client_{std::move(client)}, base_{std::move(base)} {}

    Task<Result<std::string>> read() {
        auto response = co_await client_->post({}, kAnswersWithin);
        if (!response)
            co_return Error{ErrorCode::kNetwork,
                            response.error().detail + "; does paper-trading run there, and with HTTP?"};
        if (response->status != 200) co_return refused(base_, *response);
        co_return std::move(response->body);
    }

  private:
    std::unique_ptr<Transport> client_;
    std::string base_;
};

/// What is printed for one answer; an error where it is no status.
Result<std::string> show(const std::string& body, bool as_json) {
    const auto status = nlohmann::json::parse(body, nullptr, false);
    if (!status.is_object() || !status.contains("configs"))
        return Error{ErrorCode::kMalformed, "what answers there is no paper-trading"};
    if (as_json) return body;
    return render_status(status, look_of_stdout());
}

Task<Result<void>> follow(StatusReader& reader, const CommandLine& line) {
    const bool redraws = line.status.watch && !line.json && look_of_stdout().can_redraw;
    while (true) {
        const auto body = co_await reader.read();
        if (!body && !line.status.watch) co_return body.error();
        const auto text = body ? show(*body, line.json) : Result<std::string>{body.error().detail + "\n"};
        if (!text) co_return text.error();
        fmt::print("{}{}{}", redraws ? kClearScreen : "", *text,
                   line.status.watch && !redraws && !line.json ? "\n" : "");
        if (std::fflush(stdout) != 0 || !line.status.watch) co_return Result<void>{};
        co_await sleep_for(line.status.every);
    }
}

}  // namespace

ExitCode status_command(const CommandLine& line) {
    const auto settings = load_settings(line);
    if (!settings) return report_failure(settings.error(), line);
    auto chosen = make_service_options(line.http, *settings);
    if (!chosen) return report_failure(chosen.error(), line);
    const ServiceOptions options = chosen->value_or(ServiceOptions{});
    const std::string base = base_url(line, options);
    auto url = parse_url(base + kTarget);
    if (!url) return report_failure(url.error(), line);
    TransportOptions transport;
    transport.reads = true;
    transport.bearer = options.token;
    boost::asio::io_context context{1};
    auto client = make_http_client(context.get_executor(), *std::move(url), std::move(transport));
    if (!client) return report_failure(client.error(), line);
    StatusReader reader{*std::move(client), base};
    const auto ended = run(context, follow(reader, line));
    return ended ? ExitCode::kOk : report_failure(ended.error(), line);
}

}  // namespace dexarb
