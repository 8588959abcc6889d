#include "dexarb/service/http_service.hpp"

#include <atomic>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/net/http_server.hpp"

#include "service/api.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;

/// Publications that may wait for the server's thread; beyond them records are left out.
constexpr std::size_t kMostWaiting = 256;
/// Of the time to end in, what is left to answers on their way once the streams have had theirs to read the last event.
constexpr auto kLastAnswers = 100ms;

HttpServerOptions server_options(const ServiceOptions& options) {
    HttpServerOptions server;
    server.address = options.address;
    server.port = options.port;
    server.max_header_bytes = 16U << 10U;
    server.max_body_bytes = 4U << 10U;
    server.max_connections = 512;
    server.send_buffer_bytes = 64 << 10;
    server.read_timeout = 10s;
    server.idle_timeout = 60s;
    return server;
}

class ThreadedService final : public HttpService {
  public:
    explicit ThreadedService(ServiceOptions options)
        : hub_{context_.get_executor(), hub_options(options)},
          board_{hub_},
          api_{context_.get_executor(), options, board_, hub_},
          server_{context_.get_executor(), server_options(options),
                  [this](HttpRequest request) { return api_.answer(std::move(request)); }} {}

    ~ThreadedService() override { stop(0ms); }

    Result<void> begin() {
        const auto port = server_.listen();
        if (!port) return port.error();
        port_ = *port;
        thread_ = std::thread{[this] { context_.run(); }};
        return {};
    }

    void publish(StatusViewPtr view, std::vector<EngineRecord> records) override {
        if (waiting_.load() >= kMostWaiting) {
            lost_ += records.size();
            return;
        }
        ++waiting_;
        boost::asio::post(context_, [this, view = std::move(view), records = std::move(records), lost = lost_] {
            --waiting_;
            board_.note_lost_records(lost);
            board_.take(view, records);
        });
    }

    void stop(std::chrono::milliseconds grace) override {
        if (!thread_.joinable()) return;
        boost::asio::co_spawn(context_, end(grace), [this](const std::exception_ptr&) { context_.stop(); });
        thread_.join();
    }

    std::uint16_t port() const override { return port_; }

  private:
    static EventHubOptions hub_options(const ServiceOptions& options) {
        EventHubOptions hub;
        hub.run = options.run;
        return hub;
    }

    Task<void> end(std::chrono::milliseconds grace) {
        hub_.publish("end", "{}");
        hub_.close();
        const auto last_answers = std::min<std::chrono::milliseconds>(grace, kLastAnswers);
        co_await hub_.wait_for_clients(grace - last_answers);
        co_await server_.stop(last_answers);
    }

    boost::asio::io_context context_{1};
    EventHub hub_;
    Board board_;
    Api api_;
    HttpServer server_;
    std::thread thread_;
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> waiting_{0};
    std::uint64_t lost_ = 0;
};

}  // namespace

Result<std::unique_ptr<HttpService>> HttpService::start(ServiceOptions options) {
    if (const auto checked = check_service_options(options); !checked) return checked.error();
    auto service = std::make_unique<ThreadedService>(std::move(options));
    if (const auto begun = service->begin(); !begun) return begun.error();
    return std::unique_ptr<HttpService>{std::move(service)};
}

}  // namespace dexarb
