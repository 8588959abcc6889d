#include "integration/served_node.hpp"

#include <future>
#include <thread>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "dexarb/config/market_file.hpp"
#include "dexarb/devnet/devnet_node.hpp"

#include "support/places.hpp"

namespace dexarb::testing {

namespace asio = boost::asio;

MarketDefinitionPtr shipped_market() {
    auto market = load_market((test::source_dir() / "configs/polygon.json").string());
    return std::make_shared<const MarketDefinition>(std::move(*market));
}

namespace {

NetworkOptions network_options(const ServedNodeOptions& options) {
    NetworkOptions network;
    network.chain.history = options.history;
    if (!options.head_age) return network;
    const auto passed = network.chain.block_time * static_cast<std::int64_t>(options.blocks);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    network.chain.first_timestamp = now - *options.head_age - passed;
    return network;
}

}  // namespace

class ServedNode::Impl {
  public:
    explicit Impl(ServedNodeOptions options)
        : network_{shipped_market(), network_options(options)}, node_{context_.get_executor(), network_, options.rpc} {
        if (options.blocks > 0) network_.mine(options.blocks);
        if (const auto started = node_.start(); !started) ADD_FAILURE() << started.error().detail;
        url_ = node_.url();
        node_.set_intercept(std::move(options.intercept));
        if (options.block_interval.count() > 0) mine_every(options.block_interval);
        thread_ = std::thread{[this] { context_.run(); }};
    }
    ~Impl() { [[maybe_unused]] const auto calls = stop(); }

    const std::string& url() const { return url_; }

    void stop_mining() {
        std::promise<void> stopped;
        asio::post(context_, [&] {
            no_more_.emit(asio::cancellation_type::terminal);
            stopped.set_value();
        });
        stopped.get_future().wait();
    }

    std::uint64_t stop() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
        return node_.service().calls();
    }

  private:
    void mine_every(std::chrono::milliseconds interval) {
        ProducerOptions options;
        options.block_interval = interval;
        producer_ = std::make_unique<BlockProducer>(network_, node_.rpc(), options);
        asio::co_spawn(context_, producer_->run(), asio::bind_cancellation_slot(no_more_.slot(), asio::detached));
    }

    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    SimulatedNetwork network_;
    DevnetNode node_;
    std::unique_ptr<BlockProducer> producer_;
    asio::cancellation_signal no_more_;
    std::string url_;
    std::thread thread_;
};

ServedNode::ServedNode(ServedNodeOptions options) : impl_{std::make_unique<Impl>(std::move(options))} {}
ServedNode::~ServedNode() = default;

const std::string& ServedNode::url() const {
    return impl_->url();
}

void ServedNode::stop_mining() {
    impl_->stop_mining();
}

std::uint64_t ServedNode::stop() {
    return impl_->stop();
}

}  // namespace dexarb::testing
