#include "dexarb/app/daemon_client.hpp"

#include <utility>

#include <fmt/format.h>

#include "dexarb/app/http_options.hpp"
#include "dexarb/net/http_client.hpp"
#include "dexarb/service/http_service.hpp"

namespace dexarb {

namespace {

constexpr std::chrono::seconds kAnswersWithin{5};

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

}  // namespace

Result<DaemonClient> DaemonClient::make(const Executor& executor, const CommandLine& line, const Settings& settings,
                                        std::string_view target) {
    auto chosen = make_service_options(line.http, settings);
    if (!chosen) return chosen.error();
    const ServiceOptions options = chosen->value_or(ServiceOptions{});
    const std::string base = base_url(line, options);
    auto url = parse_url(base + std::string{target});
    if (!url) return url.error();
    TransportOptions transport;
    transport.reads = true;
    transport.bearer = options.token;
    auto client = make_http_client(executor, *std::move(url), std::move(transport));
    if (!client) return client.error();
    return DaemonClient{*std::move(client), base};
}

Task<Result<std::string>> DaemonClient::ask() {
    auto response = co_await client_->post({}, kAnswersWithin);
    if (!response)
        co_return Error{ErrorCode::kNetwork,
                        response.error().detail + "; does paper-trading run there, and with HTTP?"};
    if (response->status != 200) co_return refused(base_, *response);
    co_return std::move(response->body);
}

}  // namespace dexarb
