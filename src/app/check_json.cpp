#include "dexarb/app/check_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "dexarb/app/endpoint_judge.hpp"

namespace dexarb {

namespace {

using Json = nlohmann::json;

double milliseconds_of(std::chrono::microseconds time) {
    return static_cast<double>(time.count()) / 1e3;
}

/// true, false with the reason, or null where it was not asked.
Json to_json(const Ability& ability) {
    if (!ability.was_asked) return nullptr;
    if (!ability.refusal) return {{"ok", true}};
    return {{"ok", false},
            {"error", ability.refusal->detail},
            {"class", std::string{to_string(ability.refusal->error_class)}}};
}

Json to_json(const Finding& finding) {
    return {{"level", std::string{to_string(finding.level)}},
            {"subject", finding.subject},
            {"finding", finding.text},
            {"action", finding.action}};
}

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json announcing_json(Announcing announcing) {
    switch (announcing) {
        case Announcing::kNotAsked:
            return nullptr;
        case Announcing::kYes:
            return "yes";
        case Announcing::kSilent:
            return "silent";
        case Announcing::kRefused:
            return "refused";
    }
    return nullptr;
}

Json latency_json(const EndpointMeasures& measures) {
    if (measures.latencies.empty()) return nullptr;
    return {{"questions", measures.latencies.size()},
            {"failed", measures.interruptions},
            {"p50_ms", milliseconds_of(percentile(measures.latencies, 50))},
            {"p99_ms", milliseconds_of(percentile(measures.latencies, 99))}};
}

Json head_json(const EndpointMeasures& measures, const std::optional<BlockNumber>& best) {
    if (!measures.newest_head) return nullptr;
    const BlockNumber number = measures.newest_head->block.number;
    return {{"block", number},
            {"hash", to_string(measures.newest_head->block.hash)},
            {"age_ms", age_of_head(measures).count()},
            {"behind", best.value_or(number) - number}};
}

Json to_json(const EndpointMeasures& measures, const std::optional<BlockNumber>& best) {
    Json row{{"name", measures.name}, {"tls", measures.is_secure}};
    row["error"] = measures.trouble ? Json(measures.trouble->detail) : Json(nullptr);
    row["chain_id"] = or_null(measures.chain_id);
    row["first_answer_ms"] = measures.first_answer.count();
    row["latency"] = latency_json(measures);
    row["head"] = head_json(measures, best);
    row["clock_ahead_ms"] = measures.clock_ahead ? Json(measures.clock_ahead->count()) : Json(nullptr);
    row["logs_by_block_hash"] = to_json(measures.logs_by_hash);
    row["call_at_block_hash"] = to_json(measures.calls_at_hash);
    row["batch"] = to_json(measures.batches);
    row["largest_batch"] = measures.largest_batch;
    row["state_at_blocks_back"] = or_null(measures.state_at);
    row["no_state_at_blocks_back"] = or_null(measures.no_state_at);
    row["announces_blocks"] = announcing_json(measures.announcing);
    row["requests"] = measures.requests;
    row["units"] = measures.units;
    return row;
}

}  // namespace

std::string check_json(const OnlineReport& report) {
    Json document{{"ok", report.code == ExitCode::kOk}, {"exit_code", static_cast<int>(report.code)}};
    const auto problem = std::ranges::find(report.findings, FindingLevel::kProblem, &Finding::level);
    if (report.code != ExitCode::kOk && problem != report.findings.end()) document["error"] = render_plain(*problem);
    document["findings"] = Json::array();
    for (const Finding& finding : report.findings)
        document["findings"].push_back(to_json(finding));
    document["endpoints"] = Json::array();
    const auto best = best_head(report.endpoints);
    for (const EndpointMeasures& measures : report.endpoints)
        document["endpoints"].push_back(to_json(measures, best));
    return document.dump(2);
}

}  // namespace dexarb
