#include "support/webhook_peer.hpp"

#include <utility>

#include "dexarb/base/check.hpp"

namespace dexarb::testing {

namespace {

using namespace std::chrono_literals;

constexpr auto kHangsAfter = 20s;

}  // namespace

WebhookPeer::WebhookPeer(Script script) : script_{std::move(script)} {
    server_ = std::make_unique<HttpServer>(context_.get_executor(), HttpServerOptions{},
                                           [this](HttpRequest message) { return take(std::move(message)); });
    const auto port = server_->listen();
    check(port.has_value(), "a free port");
    port_ = *port;
    thread_ = std::thread{[this] { context_.run(); }};
}

WebhookPeer::~WebhookPeer() {
    context_.stop();
    thread_.join();
}

std::string WebhookPeer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<HttpRequest> WebhookPeer::messages() const {
    const std::lock_guard lock{mutex_};
    return messages_;
}

bool WebhookPeer::has_received(std::size_t count) const {
    const auto until = std::chrono::steady_clock::now() + kHangsAfter;
    while (messages().size() < count && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(2ms);
    return messages().size() >= count;
}

Task<HttpResponse> WebhookPeer::take(HttpRequest message) {
    WebhookAnswer answer = webhook_answer(204);
    {
        const std::lock_guard lock{mutex_};
        if (script_) answer = script_(message, messages_.size());
        messages_.push_back(std::move(message));
    }
    if (answer.delay > 0ms) co_await sleep_for(answer.delay);
    co_return std::move(answer.response);
}

WebhookAnswer webhook_answer(unsigned status, std::vector<HttpHeader> headers, std::string body) {
    WebhookAnswer answer;
    answer.response.status = status;
    answer.response.headers = std::move(headers);
    answer.response.body = std::move(body);
    return answer;
}

}  // namespace dexarb::testing
