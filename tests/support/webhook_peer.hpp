#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "dexarb/net/http_server.hpp"

namespace dexarb::testing {

/// What a webhook says to one message, and how long it thinks before.
struct WebhookAnswer {
    HttpResponse response;
    std::chrono::milliseconds delay{0};
};

/// A webhook on a free port of this machine, on a thread of its own; it keeps all that it was sent.
class WebhookPeer {
  public:
    /// Called on the peer's thread with the number of the message, from 0.
    using Script = std::function<WebhookAnswer(const HttpRequest& message, std::size_t number)>;

    /// Takes everything, unless a script says otherwise.
    explicit WebhookPeer(Script script = {});
    ~WebhookPeer();
    WebhookPeer(const WebhookPeer&) = delete;
    WebhookPeer& operator=(const WebhookPeer&) = delete;

    [[nodiscard]] std::string url(const std::string& path) const;
    [[nodiscard]] std::vector<HttpRequest> messages() const;
    /// Whether so many came before anything could be said to hang.
    [[nodiscard]] bool has_received(std::size_t count) const;

  private:
    [[nodiscard]] Task<HttpResponse> take(HttpRequest message);

    Script script_;
    boost::asio::io_context context_{1};
    std::unique_ptr<HttpServer> server_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::vector<HttpRequest> messages_;
    std::thread thread_;
};

/// An answer with that status and, if given, header and body.
[[nodiscard]] WebhookAnswer webhook_answer(unsigned status, std::vector<HttpHeader> headers = {},
                                           std::string body = "");

}  // namespace dexarb::testing
