#include "proxy/fault_proxy.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "dexarb/async/quiet.hpp"
#include "dexarb/net/http_client.hpp"

#include "proxy/delivery.hpp"
#include "proxy/spoil.hpp"
#include "proxy/web_socket_tunnel.hpp"
#include "proxy/wire.hpp"

namespace dexarb::testing {

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
constexpr std::chrono::seconds kNodeDeadline{60};

std::string body_of(const std::string& request) {
    return request.substr(request.find("\r\n\r\n") + 4);
}

bool is_upgrade(const std::string& request) {
    return request.starts_with("GET ") && request.find("websocket") != std::string::npos;
}

}  // namespace

class FaultProxy::Impl : public std::enable_shared_from_this<Impl> {
  public:
    Impl(const Executor& executor, FaultProxyOptions options)
        : executor_{executor}, options_{std::move(options)}, acceptor_{executor} {}

    Result<void> start() {
        auto url = parse_url(options_.target);
        if (!url) return std::move(url).error().within("the node to stand in front of");
        node_ = *url;
        url->scheme = "http";  // Where the node is asked by WebSocket, there is nothing to ask by HTTP.
        auto http = make_http_client(executor_, std::move(*url));
        if (!http) return std::move(http).error();
        http_ = std::move(*http);
        if (options_.certificate) {
            tls_.emplace(asio::ssl::context::tls_server);
            tls_->use_certificate_chain(asio::buffer(options_.certificate->certificate_pem));
            tls_->use_private_key(asio::buffer(options_.certificate->key_pem), asio::ssl::context::pem);
        }
        return listen();
    }

    void stop() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    bool is_secure() const { return tls_.has_value(); }
    FaultScript& script() { return options_.script; }
    std::uint64_t requests() const { return requests_; }
    const std::map<std::string, std::uint64_t>& faults() const { return faults_; }

  private:
    Result<void> listen() {
        boost::system::error_code error;
        acceptor_.open(Tcp::v4());
        acceptor_.set_option(Tcp::acceptor::reuse_address{true}, error);
        acceptor_.bind({asio::ip::address_v4::loopback(), options_.port}, error);
        if (!error) acceptor_.listen(Tcp::acceptor::max_listen_connections, error);
        if (error)
            return Error{ErrorCode::kIo,
                         "cannot listen on port " + std::to_string(options_.port) + ": " + error.message()};
        asio::co_spawn(executor_, accept(shared_from_this()), asio::detached);
        return {};
    }

    static Task<void> accept(std::shared_ptr<Impl> self) {
        while (self->acceptor_.is_open()) {
            auto [error, socket] = co_await self->acceptor_.async_accept(kQuiet);
            if (error) co_return;
            std::shared_ptr<Wire> wire = make_wire(std::move(socket), self->tls_ ? &*self->tls_ : nullptr);
            asio::co_spawn(self->executor_, converse(self, std::move(wire)), asio::detached);
        }
    }

    static Task<void> converse(std::shared_ptr<Impl> self, std::shared_ptr<Wire> wire) {
        const bool is_open = co_await wire->open();
        if (!is_open) co_return;
        std::string unread;
        std::string request = co_await read_request(*wire, unread);
        if (is_upgrade(request)) {
            request += unread;
            co_await self->pass_web_socket(wire, std::move(request));
            co_return;
        }
        while (!request.empty()) {
            const bool goes_on = co_await self->answer(*wire, body_of(request));
            if (!goes_on) break;
            request = co_await read_request(*wire, unread);
        }
        wire->close();
    }

    /// Whether the connection may go on.
    Task<bool> answer(Wire& wire, std::string request) {
        ++requests_;
        if (options_.on_request) options_.on_request();
        const std::string method = method_of(request);
        auto fault = options_.script.next(method);
        if (fault && (fault->kind == FaultKind::kClose || fault->kind == FaultKind::kStall)) {
            count(method, *fault);
            if (fault->kind == FaultKind::kStall) co_await wait_for_end(wire);
            co_return false;
        }
        auto answered = co_await http_->post(request, kNodeDeadline);
        if (!answered) co_return false;
        spoiler_.note(request, *answered);
        std::erase_if(answered->headers, [](const HttpHeader& header) { return header.name != "Content-Type"; });
        if (fault && !spoiler_.spoil(*fault, request, *answered)) fault.reset();
        if (fault) count(method, *fault);
        co_return co_await deliver(wire, std::move(*answered), std::move(fault));
    }

    Task<void> pass_web_socket(std::shared_ptr<Wire> client, std::string first) {
        Tcp::socket socket{executor_};
        Tcp::resolver resolver{executor_};
        const std::string service = std::to_string(node_.port);
        const auto [unresolved, places] = co_await resolver.async_resolve(node_.host, service, kQuiet);
        if (unresolved) co_return;
        const auto [unconnected, place] = co_await asio::async_connect(socket, places, kQuiet);
        if (unconnected) co_return;
        std::shared_ptr<Wire> node = make_wire(std::move(socket), nullptr);
        FrameFault next_fault = [self = shared_from_this()]() -> std::optional<Fault> {
            ++self->requests_;
            auto fault = self->options_.script.next("frame");
            if (fault) self->count("frame", *fault);
            return fault;
        };
        co_await tunnel(std::move(client), std::move(node), std::move(first), std::move(next_fault));
    }

    void count(std::string_view method, const Fault& fault) {
        ++faults_[std::string{to_string(fault.kind)}];
        if (options_.on_fault) options_.on_fault(method, fault);
    }

    Executor executor_;
    FaultProxyOptions options_;
    Url node_;
    std::unique_ptr<Transport> http_;
    std::optional<asio::ssl::context> tls_;
    Tcp::acceptor acceptor_;
    Spoiler spoiler_;
    std::uint64_t requests_ = 0;
    std::map<std::string, std::uint64_t> faults_;
};

Result<FaultProxy> FaultProxy::make(const Executor& executor, FaultProxyOptions options) {
    auto impl = std::make_shared<Impl>(executor, std::move(options));
    auto started = impl->start();
    if (!started) return std::move(started).error();
    return FaultProxy{std::move(impl)};
}

FaultProxy::FaultProxy(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}
FaultProxy::FaultProxy(FaultProxy&&) noexcept = default;
FaultProxy& FaultProxy::operator=(FaultProxy&&) noexcept = default;

FaultProxy::~FaultProxy() {
    if (impl_) impl_->stop();
}

std::string FaultProxy::url() const {
    return (impl_->is_secure() ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port());
}

std::uint16_t FaultProxy::port() const {
    return impl_->port();
}

void FaultProxy::set_script(FaultScript script) {
    impl_->script() = std::move(script);
}

std::uint64_t FaultProxy::requests() const {
    return impl_->requests();
}

const std::map<std::string, std::uint64_t>& FaultProxy::faults() const {
    return impl_->faults();
}

std::uint64_t FaultProxy::faults_of(FaultKind kind) const {
    const auto found = faults().find(std::string{to_string(kind)});
    return found == faults().end() ? 0 : found->second;
}

std::uint64_t FaultProxy::faults_in_all() const {
    std::uint64_t sum = 0;
    for (const auto& [name, count] : faults())
        sum += count;
    return sum;
}

}  // namespace dexarb::testing
