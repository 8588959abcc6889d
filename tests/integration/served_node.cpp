#include "integration/served_node.hpp"

#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/config/market_file.hpp"
#include "dexarb/devnet/devnet_node.hpp"

namespace dexarb::testing {

namespace asio = boost::asio;

MarketDefinitionPtr shipped_market() {
    auto market = load_market(DEXARB_SOURCE_DIR "/configs/polygon.json");
    return std::make_shared<const MarketDefinition>(std::move(*market));
}

class ServedNode::Impl {
  public:
    explicit Impl(ServedNodeOptions options) {
        if (const auto started = node_.start(); !started) ADD_FAILURE() << started.error().detail;
        url_ = node_.url();
        node_.set_intercept(std::move(options.intercept));
        if (options.block_interval.count() > 0) mine_every(options.block_interval);
        thread_ = std::thread{[this] { context_.run(); }};
    }
    ~Impl() { [[maybe_unused]] const auto calls = stop(); }

    const std::string& url() const { return url_; }

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
        asio::co_spawn(context_, producer_->run(), asio::detached);
    }

    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    SimulatedNetwork network_{shipped_market(), {}};
    DevnetNode node_{context_.get_executor(), network_};
    std::unique_ptr<BlockProducer> producer_;
    std::string url_;
    std::thread thread_;
};

ServedNode::ServedNode(ServedNodeOptions options) : impl_{std::make_unique<Impl>(std::move(options))} {}
ServedNode::~ServedNode() = default;

const std::string& ServedNode::url() const {
    return impl_->url();
}

std::uint64_t ServedNode::stop() {
    return impl_->stop();
}

}  // namespace dexarb::testing
