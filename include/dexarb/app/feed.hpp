#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/app/request_plan.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/collector/pool_state_collector.hpp"
#include "dexarb/collector/rpc_chain_source.hpp"
#include "dexarb/metrics/feed_status.hpp"
#include "dexarb/rpc/endpoint_group.hpp"

namespace dexarb {

struct FeedOptions {
    std::string url;                     ///< Secret; the preferred one.
    std::vector<std::string> more_urls;  ///< Secret; the others, in order of preference.
    std::vector<EndpointLimits> limits;  ///< Of each of these; what is missing has none.
    std::uint64_t every = 1;             ///< Blocks followed at a time, while the budget allows.
    std::optional<std::chrono::milliseconds> modelled_arrival;
    std::optional<std::chrono::milliseconds> block_interval;  ///< Where it is known beforehand.
    std::optional<ResumeFrom> resume;                         ///< Where an earlier run stood.
    std::function<void(const StartProgress&)> on_progress;
    std::function<void(const Error&, std::chrono::milliseconds)> on_trouble;
    std::function<void()> on_turn;  ///< The collector's loop looks at the clock: before it asks, and after a pause.
    AuditOptions audit;
    std::function<void(const std::string&)> on_notice;  ///< In words: an audit's difference, a stall and its end.
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
    /// What the plan of this run is made for.
    [[nodiscard]] PlanQuestion plan() const;
    [[nodiscard]] const MethodUnits& units() const { return units_; }

  private:
    Feed(std::shared_ptr<EndpointGroup> endpoints, const Setup& setup, const FeedOptions& options);

    /// Blocks to follow at a time now: what was asked for, or what the rest of today's units pay for.
    [[nodiscard]] std::uint64_t pace() const;
    /// Requests and units for a block and a day: as they were, or as planned before there is enough to tell.
    void fill_rates(FeedStatus& status, const FeedCounters& counters) const;
    [[nodiscard]] EndpointStatus endpoint_status(std::size_t index, double units_per_day, Timestamp now) const;

    MarketDefinitionPtr market_;
    MethodUnits units_;
    std::uint64_t every_;
    bool arrival_is_modelled_;
    std::shared_ptr<EndpointGroup> endpoints_;
    RpcChainSource source_;
    PoolStateCollector collector_;
};

}  // namespace dexarb
