#include "dexarb/app/feed.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace dexarb {

namespace {

using namespace std::chrono_literals;

/// One question for the head that finds it and one for its logs, and one that came too early.
constexpr double kPlannedRequests = 3.0;
constexpr std::chrono::milliseconds kDay = 24h;

CollectorOptions collector_options(const Setup& setup, const FeedOptions& options) {
    CollectorOptions collector;
    collector.largest_trade = largest_trade(setup.strategies.configs());
    if (setup.settings.poll_interval) collector.pace = setup.settings.poll_interval->value;
    collector.modelled_arrival = options.modelled_arrival;
    if (options.block_interval) collector.first_block_interval = *options.block_interval;
    collector.on_progress = options.on_progress;
    collector.on_trouble = options.on_trouble;
    return collector;
}

using Clients = std::vector<std::shared_ptr<RpcClient>>;

Result<Clients> make_clients(const Executor& executor, const FeedOptions& feed) {
    std::vector<std::string> urls{feed.url};
    urls.insert(urls.end(), feed.more_urls.begin(), feed.more_urls.end());
    RpcClientOptions options;
    options.max_attempts = 1;  // The collector repeats, so that every failure is told once and in one place.
    Clients clients;
    for (const std::string& url : urls) {
        auto client = make_rpc_client(executor, url, options);
        if (!client) return client.error();
        clients.push_back(std::move(*client));
    }
    return clients;
}

EndpointStatus endpoint_status(const EndpointGroup& endpoints, std::size_t index) {
    const EndpointHealth health = endpoints.health(index);
    EndpointStatus status;
    status.name = endpoints.client(index).endpoint();
    status.state = to_string(health.state);
    status.latency = health.latency;
    status.error_rate = health.error_rate;
    status.head = health.head;
    status.behind = health.behind;
    status.requests = endpoints.client(index).stats().requests;
    status.failures = health.failures;
    status.reason = health.reason;
    return status;
}

}  // namespace

Result<std::unique_ptr<Feed>> Feed::make(const Executor& executor, const Setup& setup, FeedOptions options) {
    auto clients = make_clients(executor, options);
    if (!clients) return clients.error();
    EndpointGroupOptions group;
    group.chain_id = setup.market->chain_id;
    group.on_change = options.on_endpoint_change;
    auto endpoints = std::make_shared<EndpointGroup>(std::move(*clients), std::move(group));
    return std::unique_ptr<Feed>{new Feed{std::move(endpoints), setup, options}};
}

Feed::Feed(std::shared_ptr<EndpointGroup> endpoints, const Setup& setup, const FeedOptions& options)
    : market_{setup.market},
      arrival_is_modelled_{options.modelled_arrival.has_value()},
      endpoints_{std::move(endpoints)},
      source_{endpoints_, *setup.market},
      collector_{setup.market, source_, collector_options(setup, options), system_clock()} {}

FeedStatus Feed::status(const MarketSnapshot* newest, Timestamp now) const {
    const FeedCounters counters = collector_.counters();
    FeedStatus status;
    status.endpoint = endpoint();
    for (std::size_t i = 0; i < endpoints_->size(); ++i)
        status.endpoints.push_back(endpoint_status(*endpoints_, i));
    status.endpoint_changes = endpoints_->pool().changes();
    status.endpoint_disagreements = endpoints_->pool().disagreements();
    status.bloom_refusals = endpoints_->bloom_refusals();
    status.blocks_seen = counters.blocks;
    status.blocks_missed = counters.skipped;
    status.blocks_late = counters.late;
    status.blocks_undone = counters.undone;
    status.fresh_starts = counters.fresh_starts;
    status.pools_certain = counters.pools_certain;
    status.pools_total = market_->pools.size();
    status.requests = counters.requests;
    status.request_errors = counters.failures;
    status.steady_requests = counters.steady_requests;
    status.steady_blocks = counters.steady_blocks;
    status.arrival_is_modelled = arrival_is_modelled_;
    if (newest == nullptr) return status;
    status.head = newest->header.id;
    status.head_timestamp = newest->header.timestamp;
    status.head_age = std::max(0ms, now - Timestamp{newest->header.timestamp});
    status.base_fee_wei = newest->header.base_fee_wei;
    if (const auto& native = newest->native_price()) status.native_price_usd = native->atto_usd.to_double() / 1e18;
    return status;
}

std::vector<std::string> Feed::pool_notices() const {
    std::vector<std::string> notices;
    for (const PoolReading& reading : collector_.readings()) {
        if (reading.status == PoolStatus::kLive) continue;
        const std::string detail = reading.detail.empty() ? "" : " (" + reading.detail + ")";
        notices.push_back(
            fmt::format("{}: {}{}", describe_pool(*market_, reading.pool), to_string(reading.status), detail));
    }
    return notices;
}

double Feed::requests_per_block() const {
    const FeedCounters counters = collector_.counters();
    if (counters.steady_blocks == 0) return kPlannedRequests;
    return static_cast<double>(counters.steady_requests) / static_cast<double>(counters.steady_blocks);
}

double Feed::requests_per_day() const {
    return requests_per_block() * (static_cast<double>(kDay.count()) /
                                   static_cast<double>(std::max(collector_.block_interval(), 1ms).count()));
}

}  // namespace dexarb
