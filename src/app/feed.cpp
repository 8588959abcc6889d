#include "dexarb/app/feed.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dexarb/app/endpoints.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kDay = 24h;
/// With fewer blocks behind it a rate says less than the plan.
constexpr std::uint64_t kBlocksToTell = 20;

std::string difference_text(const MarketDefinition& market, const AuditDifference& difference) {
    return fmt::format("block {}, {}: {}", difference.block.number, describe_pool(market, difference.pool),
                       difference.field);
}

std::string stall_text(std::optional<std::chrono::milliseconds> quiet) {
    if (!quiet) return "a new block again after a stall";
    return fmt::format(
        "ALARM: no new block for {:.0f} s; nothing is decided until one comes. Is the node in sync and reachable?",
        static_cast<double>(quiet->count()) / 1e3);
}

void tell_notices(CollectorOptions& collector, const MarketDefinitionPtr& market,
                  const std::function<void(const std::string&)>& tell) {
    if (!tell) return;
    collector.on_notice = tell;
    collector.on_stall = [tell](std::optional<std::chrono::milliseconds> quiet) { tell(stall_text(quiet)); };
    collector.on_difference = [tell, market](const AuditDifference& difference) {
        tell("audit: " + difference_text(*market, difference) + "; the pool is taken out and read anew");
    };
}

CollectorOptions collector_options(const Setup& setup, const FeedOptions& options,
                                   std::function<std::uint64_t()> pace) {
    CollectorOptions collector;
    collector.blocks_at_a_time = std::move(pace);
    collector.largest_trade = largest_trade(setup.strategies.configs());
    if (setup.settings.poll_interval) collector.pace = setup.settings.poll_interval->value;
    collector.modelled_arrival = options.modelled_arrival;
    collector.resume = options.resume;
    if (options.block_interval) collector.first_block_interval = *options.block_interval;
    collector.on_progress = options.on_progress;
    collector.on_trouble = options.on_trouble;
    collector.audit = options.audit;
    collector.seed = setup.strategies.simulation.seed;
    tell_notices(collector, setup.market, options.on_notice);
    return collector;
}

/// The machine's clock, which tells whoever wants to know that the loop that reads it goes round.
CollectorClock watched_clock(const std::function<void()>& on_turn) {
    CollectorClock clock = system_clock();
    if (!on_turn) return clock;
    clock.now = [on_turn, now = clock.now] {
        on_turn();
        return now();
    };
    return clock;
}

std::vector<RefusedAnswers> refused_answers(const RpcStats& stats) {
    std::vector<RefusedAnswers> refused;
    for (std::size_t kind = 0; kind < stats.refusals.size(); ++kind)
        if (stats.refusals[kind] > 0)
            refused.push_back({std::string{to_string(static_cast<RefusalKind>(kind))}, stats.refusals[kind]});
    return refused;
}

std::vector<NamedCount> call_counts(const RpcStats& stats) {
    std::vector<NamedCount> calls;
    for (const auto& [method, count] : stats.calls_by_method)
        calls.push_back({method, count});
    return calls;
}

std::vector<NamedCount> error_counts(const RpcStats& stats) {
    std::vector<NamedCount> errors;
    for (std::size_t i = 0; i < stats.errors.size(); ++i)
        if (stats.errors[i] > 0) errors.push_back({std::string{to_string(RpcErrorClass(i))}, stats.errors[i]});
    return errors;
}

Parity parity_of(const AuditCounters& audits, const MarketDefinition& market) {
    Parity parity;
    parity.audits = audits.done;
    parity.skipped = audits.skipped;
    parity.checks = audits.checks;
    parity.agreed = audits.agreed;
    parity.distrusted = audits.distrusted;
    for (const AuditDifference& difference : audits.newest)
        parity.differences.push_back(difference_text(market, difference));
    return parity;
}

void fill_health(FeedStatus& status, const FeedCounters& counters, Timestamp now) {
    status.stall_after = counters.stall_after;
    if (!counters.newest_at) return;
    status.quiet = std::max(0ms, now - *counters.newest_at);
    if (status.quiet >= counters.stall_after)
        status.health = FeedHealth::kStalled;
    else
        status.health = counters.newest_is_stale ? FeedHealth::kBehind : FeedHealth::kLive;
}

}  // namespace

Result<std::unique_ptr<Feed>> Feed::make(const Executor& executor, const Setup& setup, FeedOptions options) {
    EndpointsOptions endpoints;
    endpoints.urls.push_back(options.url);
    endpoints.urls.insert(endpoints.urls.end(), options.more_urls.begin(), options.more_urls.end());
    endpoints.limits = options.limits;
    endpoints.client.max_attempts = 1;  // The collector repeats, so that every failure is told once and in one place.
    endpoints.on_change = options.on_endpoint_change;
    auto group = make_endpoints(executor, setup, std::move(endpoints));
    if (!group) return std::move(group).error();
    return std::unique_ptr<Feed>{new Feed{*std::move(group), setup, options}};
}

Feed::Feed(std::shared_ptr<EndpointGroup> endpoints, const Setup& setup, const FeedOptions& options)
    : market_{setup.market},
      units_{setup.units},
      every_{options.every},
      arrival_is_modelled_{options.modelled_arrival.has_value()},
      endpoints_{std::move(endpoints)},
      source_{endpoints_, *setup.market},
      collector_{setup.market, source_, collector_options(setup, options, [this] { return pace(); }),
                 watched_clock(options.on_turn)} {}

FeedStatus Feed::status(const MarketSnapshot* newest, Timestamp now) const {
    const FeedCounters counters = collector_.counters();
    FeedStatus status;
    fill_health(status, counters, system_clock().now());
    status.parity = parity_of(counters.audits, *market_);
    status.blooms_contradicted = counters.audits.contradicted_blooms;
    status.bloom_exceptions = source_.logs_despite_blooms();
    status.endpoint = endpoint();
    fill_rates(status, counters);
    for (std::size_t i = 0; i < endpoints_->size(); ++i)
        status.endpoints.push_back(
            endpoint_status(i, i == endpoints_->pool().serving() ? status.units_per_day : 0.0, now));
    status.endpoint_changes = endpoints_->pool().changes();
    status.endpoint_disagreements = endpoints_->pool().disagreements();
    status.bloom_refusals = endpoints_->bloom_refusals();
    status.blocks_seen = counters.blocks;
    status.blocks_missed = counters.skipped;
    status.blocks_late = counters.late;
    status.blocks_stale = counters.stale;
    status.blocks_undone = counters.undone;
    status.blocks_undone_beyond = counters.undone_beyond;
    status.fresh_starts = counters.fresh_starts;
    status.pools_certain = counters.pools_certain;
    status.pools_total = market_->pools.size();
    status.blocks_at_a_time = counters.blocks_at_a_time;
    status.blocks_asked_at_a_time = every_;
    status.blocks_interpolated = counters.interpolated;
    status.ranges_refused = counters.ranges_refused;
    status.polls = counters.polls;
    status.requests = counters.requests;
    status.units = counters.units;
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

EndpointStatus Feed::endpoint_status(std::size_t index, double units_per_day, Timestamp now) const {
    const EndpointHealth health = endpoints_->health(index);
    EndpointStatus status;
    status.name = endpoints_->client(index).endpoint();
    status.state = to_string(health.state);
    status.latency = health.latency;
    status.error_rate = health.error_rate;
    status.head = health.head;
    status.behind = health.behind;
    status.requests = endpoints_->client(index).stats().requests;
    status.failures = health.failures;
    status.reason = health.reason;
    status.refused = refused_answers(endpoints_->client(index).stats());
    status.calls = call_counts(endpoints_->client(index).stats());
    status.errors = error_counts(endpoints_->client(index).stats());
    EndpointBudget& budget = *endpoints_->client(index).budget();
    const BudgetStatus spent = budget.status(now);
    status.units = spent.units;
    status.units_per_day = budget.limits().units_per_day;
    status.units_per_month = budget.limits().units_per_month;
    status.today = spent.today;
    status.today_left = spent.today_left;
    status.quota_left = spent.quota_left;
    status.quota_renewed = spent.quota_renewed;
    status.is_low = spent.is_low;
    status.is_spent = spent.is_spent;
    status.spent_at = budget.spent_at(units_per_day, now);
    return status;
}

void Feed::fill_rates(FeedStatus& status, const FeedCounters& counters) const {
    const RequestPlan planned = plan_requests(plan(), units_);
    status.is_measured = counters.steady_blocks >= kBlocksToTell;
    status.requests_per_block = planned.requests_per_block;
    status.units_per_block = planned.units_per_block;
    status.requests_per_day = planned.requests_per_day;
    status.units_per_day = planned.units_per_day;
    if (!status.is_measured) return;
    const auto blocks = static_cast<double>(counters.steady_blocks);
    const double blocks_per_day =
        static_cast<double>(kDay.count()) / static_cast<double>(plan().block_interval.count());
    status.requests_per_block = static_cast<double>(counters.steady_requests) / blocks;
    status.units_per_block = static_cast<double>(counters.steady_units) / blocks;
    status.requests_per_day = status.requests_per_block * blocks_per_day;
    status.units_per_day = status.units_per_block * blocks_per_day;
}

PlanQuestion Feed::plan() const {
    PlanQuestion question = plan_question(*market_);
    question.block_interval = std::max(collector_.block_interval(), 1ms);
    question.every = every_;
    question.endpoints = endpoints_->size();
    return question;
}

std::uint64_t Feed::pace() const {
    return affordable_pace(endpoints_->slowed_to(), plan(), units_);
}

}  // namespace dexarb
