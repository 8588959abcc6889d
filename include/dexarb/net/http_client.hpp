#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/net/http_message.hpp"
#include "dexarb/net/url.hpp"

namespace dexarb {

struct HttpClientOptions {
    std::size_t max_response_bytes = 64U << 20U;
    std::string user_agent = "dexarb";
    /// PEM file trusted instead of the system's store; empty for the system's.
    std::string certificate_file;
};

/// What went over the wire so far.
struct HttpClientStats {
    std::uint64_t connections = 0;
    std::uint64_t bytes_sent = 0;      ///< Bodies only.
    std::uint64_t bytes_received = 0;  ///< Bodies only.
};

/// One endpoint, asked by POST. Connections are kept alive and opened anew as needed; calls may overlap, each then
/// on a connection of its own. Messages name the endpoint by scheme and host only.
class HttpClient {
  public:
    virtual ~HttpClient() = default;

    /// Any complete HTTP answer is a value, whatever its status. `deadline` bounds the whole exchange: resolve,
    /// connect, handshake, write, read. A kept connection that the peer had closed is replaced once, silently.
    /// Errors are kNetwork, or kMalformed for an answer that is no HTTP or too large.
    [[nodiscard]] virtual Task<Result<HttpResponse>> post(std::string body, std::chrono::milliseconds deadline) = 0;

    [[nodiscard]] virtual const HttpClientStats& stats() const = 0;
};

/// Refuses, in words, schemes other than http and https and a certificate store that cannot be read.
[[nodiscard]] Result<std::unique_ptr<HttpClient>> make_http_client(const Executor& executor, Url url,
                                                                   HttpClientOptions options = {});

}  // namespace dexarb
