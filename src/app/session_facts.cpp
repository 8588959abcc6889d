#include "dexarb/app/session_facts.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "dexarb/app/version.hpp"

namespace dexarb {

Assumptions run_assumptions(const Setup& setup, const SessionOptions& options) {
    auto assumed = make_assumptions(*setup.market, setup.strategies.simulation.seed, engine_options(setup).scanner.gas);
    assumed.modelled_arrival = options.modelled_arrival;
    assumed.blocks_at_a_time = options.every;
    assumed.market_is_simulated = options.market_is_simulated;
    return assumed;
}

RunManifest run_manifest(const Setup& setup, const SessionOptions& options, Timestamp started_at) {
    RunManifest manifest;
    const std::string_view whole = version();
    const auto commit = whole.find(" (");
    manifest.version = whole.substr(0, commit);
    if (commit != std::string_view::npos) manifest.source_commit = whole.substr(commit + 2, whole.size() - commit - 3);
    manifest.command = options.market_is_simulated ? "demo" : "run";
    manifest.market = setup.market;
    manifest.seed = setup.strategies.simulation.seed;
    manifest.assumptions = run_assumptions(setup, options);
    manifest.started_at = started_at;
    return manifest;
}

RecordingHead recording_head(const Setup& setup, const SessionOptions& options, Timestamp started_at) {
    RecordingHead head;
    head.program = "paper-trading " + std::string{version()};
    head.is_simulated = options.market_is_simulated;
    head.started_at = started_at;
    head.modelled_arrival = options.modelled_arrival;
    head.gas = engine_options(setup).scanner.gas;
    head.market = setup.market;
    head.strategies = setup.strategies;
    return head;
}

FeedStatus with_counters(FeedStatus status, const FeedStatus& counted, Timestamp now) {
    status.endpoint = counted.endpoint;
    status.polls = counted.polls;
    status.requests = counted.requests;
    status.units = counted.units;
    status.requests_per_block = counted.requests_per_block;
    status.units_per_block = counted.units_per_block;
    status.requests_per_day = counted.requests_per_day;
    status.units_per_day = counted.units_per_day;
    status.is_measured = counted.is_measured;
    status.blocks_at_a_time = counted.blocks_at_a_time;
    status.request_errors = counted.request_errors;
    status.endpoints = counted.endpoints;
    status.endpoint_changes = counted.endpoint_changes;
    status.endpoint_disagreements = counted.endpoint_disagreements;
    status.bloom_refusals = counted.bloom_refusals;
    status.bloom_exceptions = counted.bloom_exceptions;
    status.blooms_contradicted = counted.blooms_contradicted;
    status.parity = counted.parity;
    status.health = counted.health;
    status.quiet = counted.quiet;
    status.stall_after = counted.stall_after;
    if (status.head && !status.arrival_is_modelled)
        status.head_age = std::max(std::chrono::milliseconds{0}, now - Timestamp{status.head_timestamp});
    return status;
}

std::string heartbeat_text(const FeedStatus& status, std::uint64_t actions) {
    if (!status.head) return "still waiting for " + status.endpoint;
    return fmt::format("block {}, {:.0f} s old, {} seen, {} of {} pools certain, {} trades sent", status.head->number,
                       static_cast<double>(status.head_age.count()) / 1e3, status.blocks_seen, status.pools_certain,
                       status.pools_total, actions);
}

}  // namespace dexarb
