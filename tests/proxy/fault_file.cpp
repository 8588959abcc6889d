#include <map>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "proxy/fault.hpp"

namespace dexarb::testing {

namespace {

using Json = nlohmann::json;

const std::map<std::string, Hint> kHints{{"", Hint::kNone},
                                         {"retry_after", Hint::kRetryAfter},
                                         {"backoff_seconds", Hint::kBackoffSeconds},
                                         {"try_again_in", Hint::kTryAgainIn},
                                         {"retry_in", Hint::kRetryIn}};

std::optional<FaultKind> kind_of(const std::string& name) {
    for (std::size_t i = 0; i < kFaultKinds; ++i)
        if (name == to_string(static_cast<FaultKind>(i))) return static_cast<FaultKind>(i);
    return std::nullopt;
}

/// Throws for what is not as README.md says.
Fault fault_from(const Json& json) {
    Fault fault;
    const auto kind = kind_of(json.is_string() ? json.get<std::string>() : json.at("kind").get<std::string>());
    if (!kind) throw std::invalid_argument{"no such fault: " + json.dump()};
    fault.kind = *kind;
    if (json.is_string()) return fault;
    fault.time = std::chrono::milliseconds{json.value("time_ms", 0)};
    if (json.contains("at")) fault.at = json["at"].get<std::size_t>();
    fault.status = json.value("status", fault.status);
    fault.hint = kHints.at(json.value("hint", ""));
    fault.pause = std::chrono::milliseconds{json.value("pause_ms", 0)};
    fault.depth = json.value("depth", fault.depth);
    return fault;
}

FaultRule rule_from(const Json& json) {
    FaultRule rule;
    rule.method = json.value("method", "");
    rule.after = json.value("after", std::uint64_t{0});
    if (json.contains("count")) rule.count = json["count"].get<std::uint64_t>();
    rule.rate = json.value("rate", 1.0);
    for (const Json& fault : json.at("faults"))
        rule.faults.push_back(fault_from(fault));
    return rule;
}

}  // namespace

Result<std::vector<FaultRule>> parse_fault_rules(std::string_view json) {
    try {
        std::vector<FaultRule> rules;
        const Json script = Json::parse(json, nullptr, true, true);
        for (const Json& rule : script.at("rules"))
            rules.push_back(rule_from(rule));
        return rules;
    } catch (const std::exception& wrong) {
        return Error{ErrorCode::kInvalidInput, std::string{"the fault script: "} + wrong.what()};
    }
}

}  // namespace dexarb::testing
