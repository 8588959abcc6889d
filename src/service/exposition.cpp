#include "service/exposition.hpp"

#include <algorithm>
#include <array>

#include "service/metric_families.hpp"

namespace dexarb {

namespace {

double seconds(std::chrono::milliseconds duration) {
    return static_cast<double>(duration.count()) / 1e3;
}

double seconds(Timestamp time) {
    return seconds(time.time_since_epoch());
}

void add_run(MetricFamilies& all, const RunReport& report) {
    all.gauge("build_info", "Always 1; its labels say what runs.")
        .add(1.0, {{"version", report.version},
                   {"market", report.market},
                   {"simulated", report.assumptions.market_is_simulated ? "true" : "false"}});
    all.gauge("start_time_seconds", "When this run began, since 1970.").add(seconds(report.started_at));
    all.gauge("alarms", "Alarms that stand above the report now.").add(std::uint64_t{report.alarms.size()});
}

void add_blocks(MetricFamilies& all, const FeedStatus& feed, std::chrono::milliseconds since) {
    if (feed.head) {
        all.gauge("block_number", "The newest block that was decided on.").add(feed.head->number);
        all.gauge("block_timestamp_seconds", "Its timestamp, since 1970.")
            .add(static_cast<double>(feed.head_timestamp.time_since_epoch().count()));
        all.gauge("block_age_seconds", "How old it is now.").add(seconds(feed.head_age + since));
    }
    all.gauge("block_quiet_seconds", "Since a block was last complete.").add(seconds(feed.quiet + since));
    all.gauge("stall_threshold_seconds", "So long without a block is a stall.").add(seconds(feed.stall_after));
    auto health = all.gauge("feed_health", "1 for the state of the feed, 0 for the others.");
    for (const auto state : {FeedHealth::kStarting, FeedHealth::kLive, FeedHealth::kStalled, FeedHealth::kBehind})
        health.add(feed.health == state ? 1.0 : 0.0, {{"state", std::string{to_string(state)}}});
    all.counter("polls_total", "Questions for the newest block.").add(feed.polls);
    auto blocks = all.counter("blocks_total", "Blocks by what became of them; late and stale ones were seen as well.");
    const std::array<std::pair<const char*, std::uint64_t>, 5> counts{{{"seen", feed.blocks_seen},
                                                                       {"missed", feed.blocks_missed},
                                                                       {"late", feed.blocks_late},
                                                                       {"stale", feed.blocks_stale},
                                                                       {"undone", feed.blocks_undone}}};
    for (const auto& [kind, count] : counts)
        blocks.add(count, {{"kind", kind}});
    all.counter("fresh_starts_total", "Times that the market was read anew.").add(feed.fresh_starts);
    all.gauge("pools", "Pools of the market.").add(feed.pools_total);
    all.gauge("pools_certain", "Of them those whose state is known.").add(feed.pools_certain);
    all.gauge("base_fee_wei", "Of the newest block.").add(feed.base_fee_wei);
}

void add_parity(MetricFamilies& all, const Parity& parity) {
    all.counter("audits_total", "Times that the followed state was held against eth_call.").add(parity.audits);
    all.counter("parity_checks_total", "Values compared.").add(parity.checks);
    all.counter("parity_differences_total", "Values that differed.").add(parity.checks - parity.agreed);
    all.counter("pools_distrusted_total", "Times that a pool was taken out for a difference.").add(parity.distrusted);
}

void add_counts(MetricFamilies& all, const std::vector<EndpointStatus>& endpoints) {
    auto calls = all.counter("rpc_calls_total", "Calls by endpoint and method, repetitions included.");
    for (const auto& endpoint : endpoints)
        for (const auto& [method, count] : endpoint.calls)
            calls.add(count, {{"endpoint", endpoint.name}, {"method", method}});
    auto errors = all.counter("rpc_errors_total", "Failed requests by endpoint and class.");
    for (const auto& endpoint : endpoints)
        for (const auto& [kind, count] : endpoint.errors)
            errors.add(count, {{"endpoint", endpoint.name}, {"class", kind}});
    auto refused = all.counter("rpc_refused_answers_total", "Answers that did not fit, by endpoint and kind.");
    for (const auto& endpoint : endpoints)
        for (const auto& [kind, count] : endpoint.refused)
            refused.add(count, {{"endpoint", endpoint.name}, {"kind", kind}});
}

template <typename Value>
void add_each(MetricFamilies::Family family, const std::vector<EndpointStatus>& endpoints, Value value) {
    for (const auto& endpoint : endpoints)
        family.add(value(endpoint), {{"endpoint", endpoint.name}});
}

void add_endpoints(MetricFamilies& all, const FeedStatus& feed) {
    using Status = EndpointStatus;
    const auto& endpoints = feed.endpoints;
    add_each(all.counter("rpc_requests_total", "Requests by endpoint."), endpoints,
             [](const Status& endpoint) { return endpoint.requests; });
    add_counts(all, endpoints);
    add_each(all.counter("rpc_units_total", "Units spent, by the table of units per method."), endpoints,
             [](const Status& endpoint) { return endpoint.units; });
    add_each(all.gauge("endpoint_latency_seconds", "Of an answer, smoothed."), endpoints,
             [](const Status& endpoint) { return seconds(endpoint.latency); });
    add_each(all.gauge("endpoint_behind_blocks", "Blocks behind the newest any endpoint showed."), endpoints,
             [](const Status& endpoint) { return endpoint.behind; });
    auto states = all.gauge("endpoint_state", "1 for the state of the endpoint, 0 for the others.");
    for (const auto& endpoint : endpoints)
        for (const char* state : {"serving", "standby", "resting", "stopped"})
            states.add(endpoint.state == state ? 1.0 : 0.0, {{"endpoint", endpoint.name}, {"state", state}});
    auto left = all.gauge("endpoint_quota_left_units", "Of the quota that ends first; absent without one.");
    for (const auto& endpoint : endpoints)
        if (endpoint.quota_left) left.add(*endpoint.quota_left, {{"endpoint", endpoint.name}});
    auto low = all.gauge("endpoint_quota_low", "1 while little is left of today or the quota is spent.");
    for (const auto& endpoint : endpoints)
        if (endpoint.today) low.add(endpoint.is_low || endpoint.is_spent ? 1.0 : 0.0, {{"endpoint", endpoint.name}});
    all.counter("endpoint_changes_total", "Times that another endpoint took over.").add(feed.endpoint_changes);
}

template <typename Value>
void add_each(MetricFamilies::Family family, const std::vector<TraderReport>& traders, Value value) {
    for (const auto& trader : traders)
        family.add(value(trader.metrics), {{"config", trader.config.id}});
}

void add_traders(MetricFamilies& all, const std::vector<TraderReport>& traders) {
    using Books = TraderMetrics;
    add_each(all.counter("episodes_total", "Opportunities on the configuration's pairs."), traders,
             [](const Books& books) { return books.funnel.episodes; });
    add_each(all.counter("actions_total", "Trades decided."), traders,
             [](const Books& books) { return books.actions; });
    auto stopped = all.gauge("episodes_stopped", "Opportunities by the furthest filter that stopped them.");
    for (const auto& trader : traders)
        for (std::size_t i = 0; i < kRejectReasonCount; ++i)
            stopped.add(trader.metrics.funnel.stopped[i],
                        {{"config", trader.config.id}, {"reason", std::string{to_string(RejectReason(i))}}});
    add_each(all.gauge("net_usd", "Net of the books."), traders,
             [](const Books& books) { return to_double(books.net_usd); });
    add_each(all.gauge("drawdown_usd", "Highest net so far minus the present one."), traders,
             [](const Books& books) { return to_double(books.drawdown_usd); });
    add_each(all.gauge("actions_in_flight", "Actions that wait for their block."), traders,
             [](const Books& books) { return std::uint64_t{books.in_flight}; });
    add_each(all.gauge("paused", "1 while a limit stops all decisions."), traders,
             [](const Books& books) { return books.pause ? 1.0 : 0.0; });
    add_each(all.counter("quarantined_total", "Fills moved out of the books as phantoms."), traders,
             [](const Books& books) { return books.quarantined; });
    add_each(all.counter("missed_events_total", "Events a configuration skipped: anything but 0 is a bug."), traders,
             [](const Books& books) { return books.missed_events; });
}

void add_outcomes(MetricFamilies& all, const std::vector<TraderReport>& traders) {
    auto outcomes = all.gauge("outcomes", "Outcomes in the books by result; an undone block takes some back.");
    for (const auto& trader : traders)
        for (std::size_t i = 0; i < kTradeResultCount; ++i)
            outcomes.add(trader.metrics.results[i],
                         {{"config", trader.config.id}, {"result", std::string{to_string(TradeResult(i))}}});
}

void add_server(MetricFamilies& all, const Board& board, const ServerCounts& server) {
    auto waiting = all.gauge("queue_length", "What waits in a queue beside the trading thread.");
    for (const auto& queue : board.view()->queues)
        waiting.add(std::uint64_t{queue.waiting}, {{"queue", queue.name}});
    auto capacity = all.gauge("queue_capacity", "What fits into it.");
    for (const auto& queue : board.view()->queues)
        capacity.add(std::uint64_t{queue.capacity}, {{"queue", queue.name}});
    const EventHubStats events = board.hub().stats();
    all.counter("http_requests_total", "Requests to this server.").add(server.requests);
    all.counter("http_refused_total", "Of them those answered with an error.").add(server.refused);
    all.gauge("event_clients", "Clients that follow the events.").add(std::uint64_t{events.clients});
    all.counter("event_clients_dropped_total", "Clients let go because they were slow.").add(events.dropped_clients);
    all.counter("records_lost_total", "Records the server left out because it was behind.").add(board.lost_records());
}

void add_alerts(MetricFamilies& all, const std::vector<WebhookStatus>& webhooks) {
    auto alerts = all.counter("alerts_total", "Alerts by webhook and what became of them; see docs/operations.md.");
    for (const auto& webhook : webhooks) {
        const std::array<std::pair<const char*, std::uint64_t>, 4> counts{{{"delivered", webhook.delivered},
                                                                           {"folded", webhook.folded},
                                                                           {"dropped", webhook.dropped},
                                                                           {"lost", webhook.lost}}};
        for (const auto& [result, count] : counts)
            alerts.add(count, {{"webhook", webhook.name}, {"result", result}});
    }
    auto failures = all.counter("alert_attempts_failed_total", "Times that a webhook did not take a message.");
    for (const auto& webhook : webhooks)
        failures.add(webhook.failed_attempts, {{"webhook", webhook.name}});
    auto waiting = all.gauge("alerts_waiting", "Messages that wait for a webhook.");
    for (const auto& webhook : webhooks)
        waiting.add(std::uint64_t{webhook.waiting}, {{"webhook", webhook.name}});
}

}  // namespace

std::string exposition(const Board& board, const ServerCounts& server) {
    MetricFamilies all;
    const StatusView& view = *board.view();
    add_run(all, view.report);
    add_blocks(all, view.report.feed, board.quiet());
    add_endpoints(all, view.report.feed);
    add_parity(all, view.report.feed.parity);
    all.histogram("decision_duration_seconds", "From a block handed over to decided.").add(view.decisions);
    all.histogram("publication_duration_seconds", "What one view of the state costs the trading thread.")
        .add(view.publications);
    add_traders(all, view.report.traders);
    add_outcomes(all, view.report.traders);
    add_alerts(all, view.alerts);
    add_server(all, board, server);
    return all.text();
}

}  // namespace dexarb
