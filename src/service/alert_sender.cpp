#include "dexarb/service/alert_sender.hpp"

#include <atomic>
#include <list>
#include <thread>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "dexarb/net/http_client.hpp"

#include "service/webhook_lane.hpp"

namespace dexarb {

namespace {

/// Alerts that may be on their way to the sender's thread.
constexpr std::size_t kMostOnTheWay = 256;
/// Nobody reads more of what a webhook says.
constexpr std::size_t kMostOfAnAnswer = 64U << 10U;

TransportOptions transport_options(const Webhook& webhook, const AlertSenderOptions& options) {
    TransportOptions transport;
    transport.max_response_bytes = kMostOfAnAnswer;
    transport.certificate_file = options.certificate_file;
    for (const auto& [name, value] : webhook.headers)
        transport.headers.push_back({name, value});
    return transport;
}

class ThreadedSender final : public AlertSender {
  public:
    explicit ThreadedSender(AlertSenderOptions options) : options_{std::move(options)} {}

    ~ThreadedSender() override { stop(std::chrono::milliseconds{0}); }

    Result<void> begin(const AlertOptions& alerts) {
        for (const Webhook& webhook : alerts.webhooks) {
            const auto url = parse_url(webhook.url);
            if (!url) return Error{url.error()}.within("webhook " + webhook.name);
            auto transport = make_http_client(context_.get_executor(), *url, transport_options(webhook, options_));
            if (!transport) return std::move(transport).error().within("webhook " + webhook.name);
            lanes_.push_back(
                std::make_unique<WebhookLane>(context_.get_executor(), webhook, *url, *std::move(transport), options_));
        }
        for (const auto& lane : lanes_)
            spawn(*lane, lane->work());
        thread_ = std::thread{[this] { context_.run(); }};
        return {};
    }

    void send(Alert alert) override {
        if (on_the_way_.load() >= kMostOnTheWay) {
            for (const auto& lane : lanes_)
                if (lane->wants(alert.kind)) lane->note_dropped();
            return;
        }
        ++on_the_way_;
        boost::asio::post(context_, [this, alert = std::move(alert)] {
            --on_the_way_;
            for (const auto& lane : lanes_)
                if (lane->wants(alert.kind)) lane->add(alert);
        });
    }

    std::vector<WebhookStatus> status() const override {
        std::vector<WebhookStatus> all;
        for (const auto& lane : lanes_)
            all.push_back(lane->status());
        return all;
    }

    void stop(std::chrono::milliseconds grace) override {
        if (!thread_.joinable()) return;
        boost::asio::post(context_, [this, until = WebhookLane::Clock::now() + grace] { end(until); });
        thread_.join();
        for (const auto& lane : lanes_)
            lane->close();
    }

  private:
    void end(WebhookLane::Clock::time_point until) {
        for (const auto& lane : lanes_) {
            lane->end(until);
            spawn(*lane, lane->say_goodbye());
        }
        last_moment_.expires_at(until);
        last_moment_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            for (auto& signal : signals_)
                signal.emit(boost::asio::cancellation_type::terminal);
        });
    }

    void spawn(WebhookLane& lane, Task<void> task) {
        ++running_;
        auto on_end = [this, &lane](const std::exception_ptr& thrown) {
            if (thrown && !is_cancellation(thrown)) tell(lane, thrown);
            if (--running_ == 0) context_.stop();
        };
        auto& signal = signals_.emplace_back();
        boost::asio::co_spawn(context_, std::move(task),
                              boost::asio::bind_cancellation_slot(signal.slot(), std::move(on_end)));
    }

    static void tell(WebhookLane& lane, const std::exception_ptr& thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& unexpected) {
            lane.note_failure(unexpected.what());
        }
    }

    AlertSenderOptions options_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{context_.get_executor()};
    boost::asio::steady_timer last_moment_{context_};
    std::list<boost::asio::cancellation_signal> signals_;
    std::vector<std::unique_ptr<WebhookLane>> lanes_;
    std::size_t running_ = 0;
    std::atomic<std::size_t> on_the_way_{0};
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<AlertSender>> AlertSender::start(const AlertOptions& alerts, AlertSenderOptions options) {
    auto sender = std::make_unique<ThreadedSender>(std::move(options));
    if (const auto begun = sender->begin(alerts); !begun) return begun.error();
    return std::unique_ptr<AlertSender>{std::move(sender)};
}

}  // namespace dexarb
