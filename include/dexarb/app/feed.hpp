#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/app/setup.hpp"
#include "dexarb/collector/pool_state_collector.hpp"
#include "dexarb/collector/rpc_chain_source.hpp"
#include "dexarb/metrics/feed_status.hpp"
#include "dexarb/rpc/endpoint_group.hpp"

namespace dexarb {

struct FeedOptions {
    std::string url;                     ///< Secret; the preferred one.
    std::vector<std::string> more_urls;  ///< Secret; the others, in order of preference.
    std::optional<std::chrono::milliseconds> modelled_arrival;
    std::optional<std::chrono::milliseconds> block_interval;  ///< Where it is known beforehand.
    std::function<void(const StartProgress&)> on_progress;
    std::function<void(const Error&, std::chrono::milliseconds)> on_trouble;
    std::function<void(const std::string&)> on_endpoint_change;  ///< In words: one is left, returned to, stopped.
};

/// The way to the chain: endpoints, source and collector, wired.
class Feed {
  public:
    /// Refuses a URL that is malformed or of a scheme not served, without showing it.
    [[nodiscard]] static Result<std::unique_ptr<Feed>> make(const Executor& executor, const Setup& setup,
                                                            FeedOptions options);

    [[nodiscard]] PoolStateCollector& collector() { return collector_; }
    /// The one that serves now.
    [[nodiscard]] const std::string& endpoint() const {
        return endpoints_->client(endpoints_->pool().serving()).endpoint();
    }
    /// As the report shows it; `newest` may be null before the first snapshot.
    [[nodiscard]] FeedStatus status(const MarketSnapshot* newest, Timestamp now) const;
    /// Pools that are not live, with what was found: missing, empty, other than the file says.
    [[nodiscard]] std::vector<std::string> pool_notices() const;
    /// Requests for one block in the steady state: so far, or as planned before there is a block.
    [[nodiscard]] double requests_per_block() const;
    [[nodiscard]] double requests_per_day() const;

  private:
    Feed(std::shared_ptr<EndpointGroup> endpoints, const Setup& setup, const FeedOptions& options);

    MarketDefinitionPtr market_;
    bool arrival_is_modelled_;
    std::shared_ptr<EndpointGroup> endpoints_;
    RpcChainSource source_;
    PoolStateCollector collector_;
};

}  // namespace dexarb
