// What a client of a real endpoint is made of: a transport by the URL's scheme, and the system's clocks.
#include "dexarb/net/http_client.hpp"
#include "dexarb/net/secrets.hpp"
#include "dexarb/rpc/rpc_client.hpp"
#include "dexarb/rpc/web_socket_transport.hpp"

namespace dexarb {

namespace {

Result<std::unique_ptr<Transport>> make_transport(const Executor& executor, Url url, const TransportOptions& options) {
    if (!url.is_web_socket()) return make_http_client(executor, std::move(url), options);
    const std::string endpoint = url.redacted();
    auto dial = make_web_socket_dial(executor, std::move(url), options);
    if (!dial) return std::move(dial).error();
    return make_web_socket_transport(executor, *std::move(dial), endpoint, options.max_request_bytes);
}

}  // namespace

RpcClock system_rpc_clock() {
    RpcClock clock;
    clock.now = [] { return std::chrono::steady_clock::now(); };
    clock.utc = [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
    clock.sleep = [](std::chrono::nanoseconds duration) { return sleep_for(duration); };
    return clock;
}

Result<std::unique_ptr<RpcClient>> make_rpc_client(const Executor& executor, std::string_view url,
                                                   RpcClientOptions options) {
    auto parsed = parse_url(url);
    if (!parsed) return std::move(parsed).error().within("RPC_URL");
    const std::string endpoint = parsed->redacted();
    options.secrets = secrets_of(*parsed);
    auto transport = make_transport(executor, *std::move(parsed), options.transport);
    if (!transport) return std::move(transport).error();
    return std::make_unique<RpcClient>(std::move(*transport), endpoint, std::move(options));
}

}  // namespace dexarb
