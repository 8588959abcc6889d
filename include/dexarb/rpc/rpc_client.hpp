#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/async/task.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/net/transport.hpp"
#include "dexarb/rpc/endpoint_budget.hpp"
#include "dexarb/rpc/rpc_error.hpp"
#include "dexarb/rpc/rpc_request.hpp"
#include "dexarb/rpc/rpc_stats.hpp"

namespace dexarb {

/// Time as a client has it; a test holds it still.
struct RpcClock {
    std::function<std::chrono::steady_clock::time_point()> now;
    std::function<Timestamp()> utc;
    std::function<Task<void>(std::chrono::nanoseconds)> sleep;
};
/// The machine's own clocks and timers.
[[nodiscard]] RpcClock system_rpc_clock();

struct RpcClientOptions {
    std::chrono::milliseconds deadline{5'000};  ///< Of one attempt.
    unsigned max_attempts = 4;                  ///< Of one call; 0 for as long as it takes.
    std::chrono::milliseconds first_pause{200};
    std::chrono::milliseconds max_pause{10'000};
    std::chrono::milliseconds max_hint{300'000};  ///< A node's hint is followed up to here.
    std::uint64_t seed = 1;                       ///< Of the jitter.
    std::size_t max_batch = 50;                   ///< Members of one batch; shrinks when a node refuses more.
    TransportOptions transport;
    /// Held to before each attempt; waiting for it is no part of the deadline. Null for no limits.
    std::shared_ptr<EndpointBudget> budget;
    RpcClock clock = system_rpc_clock();
    std::vector<std::string> secrets;  ///< Hidden in every message; `make_rpc_client` fills it from the URL.
    /// Told of each failed attempt that will be repeated, and of the pause before it; for the log.
    std::function<void(const RpcError&, std::chrono::milliseconds)> on_retry;
};

/// JSON-RPC 2.0 to one endpoint. What can be cured by waiting is repeated after growing, jittered pauses; pauses grow
/// across calls until one succeeds, and a node's hint holds for the calls after it too. A spent quota is an error of
/// class kStopEndpoint with the time until it begins anew; nothing is sent then.
class RpcClient {
  public:
    /// `endpoint` is what messages call it: scheme and host.
    RpcClient(std::unique_ptr<Transport> transport, std::string endpoint, RpcClientOptions options);
    ~RpcClient();
    RpcClient(const RpcClient&) = delete;
    RpcClient& operator=(const RpcClient&) = delete;

    /// The result as JSON text.
    [[nodiscard]] Task<RpcResult<std::string>> call(RpcRequest request);

    /// As `call`, with the result read by `reader` in one pass; what it refuses is retried as malformed.
    [[nodiscard]] Task<RpcResult<void>> read(RpcRequest request, ResultReader reader);

    /// Answers in the order of `requests`, whatever the node's; JSON text each, or that member's error. Sent in batches
    /// of at most `max_batch`; one refused for its size is halved and the size remembered.
    [[nodiscard]] Task<RpcResult<std::vector<RpcResult<std::string>>>> batch(std::vector<RpcRequest> requests);

    /// An answer taken for good turned out not to fit the chain; counted with those refused here.
    void note_refusal(RefusalKind kind);
    /// The wire: whether the endpoint can speak unasked, and who is told what it says then.
    [[nodiscard]] Transport& transport();

    [[nodiscard]] RpcStats stats() const;
    [[nodiscard]] const std::string& endpoint() const;
    /// Null if it has none.
    [[nodiscard]] EndpointBudget* budget() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Over http, https, ws or wss, as the URL says. Refuses a malformed one and other schemes in words, without repeating
/// it.
[[nodiscard]] Result<std::unique_ptr<RpcClient>> make_rpc_client(const Executor& executor, std::string_view url,
                                                                 RpcClientOptions options = {});

}  // namespace dexarb
