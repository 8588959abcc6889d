#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/async/task.hpp"
#include "dexarb/net/http_client.hpp"
#include "dexarb/rpc/rpc_error.hpp"
#include "dexarb/rpc/rpc_stats.hpp"

namespace dexarb {

/// One value of an answer being decoded; complete inside this room only.
class JsonValue;

/// Reads a result where it lies. Called at most once per attempt; what it stores must not outlive a failure.
using ResultReader = std::function<RpcResult<void>(JsonValue&)>;

struct RpcRequest {
    std::string method;
    std::string params = "[]";  ///< JSON text of the array.
};

struct RpcClientOptions {
    std::chrono::milliseconds deadline{5'000};  ///< Of one attempt.
    unsigned max_attempts = 4;                  ///< Of one call; 0 for as long as it takes.
    std::chrono::milliseconds first_pause{200};
    std::chrono::milliseconds max_pause{10'000};
    std::chrono::milliseconds max_hint{300'000};  ///< A node's hint is followed up to here.
    std::uint64_t seed = 1;                       ///< Of the jitter.
    std::size_t max_batch = 50;                   ///< Members of one batch; shrinks when a node refuses more.
    HttpClientOptions http;
    std::vector<std::string> secrets;  ///< Hidden in every message; `make_rpc_client` fills it from the URL.
    /// Told of each failed attempt that will be repeated, and of the pause before it; for the log.
    std::function<void(const RpcError&, std::chrono::milliseconds)> on_retry;
};

/// JSON-RPC 2.0 to one endpoint. What can be cured by waiting is repeated after growing, jittered pauses; pauses grow
/// across calls until one succeeds, and a node's hint holds for the calls after it too.
class RpcClient {
  public:
    /// `endpoint` is what messages call it: scheme and host.
    RpcClient(std::unique_ptr<HttpClient> http, std::string endpoint, RpcClientOptions options);
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

    [[nodiscard]] RpcStats stats() const;
    [[nodiscard]] const std::string& endpoint() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Refuses a malformed URL and one of a scheme that is not served (ws, wss) in words, without repeating it.
[[nodiscard]] Result<std::unique_ptr<RpcClient>> make_rpc_client(const Executor& executor, std::string_view url,
                                                                 RpcClientOptions options = {});

}  // namespace dexarb
