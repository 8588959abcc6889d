#include "dexarb/app/config_diff.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/documents.hpp"

namespace dexarb {

namespace {

using Json = nlohmann::ordered_json;

/// "max_trade_size_usd 77.0 instead of 500.0".
std::vector<std::string> differences(const Json& running, const Json& next) {
    std::vector<std::string> list;
    for (const auto& [key, value] : next.items()) {
        if (key == "name" || key == "id") continue;
        const auto before = running.find(key);
        if (before == running.end() || *before != value)
            list.push_back(
                fmt::format("{} {} instead of {}", key, value.dump(), before == running.end() ? "-" : before->dump()));
    }
    return list;
}

Result<std::map<std::string, Json>> configs_by_id(std::string_view running) {
    std::map<std::string, Json> configs;
    const Error foreign{ErrorCode::kMalformed, "what answers there is no paper-trading"};
    const Json document = Json::parse(running, nullptr, false);
    if (!document.is_object() || !document.contains("configs") || !document["configs"].is_array()) return foreign;
    for (const Json& entry : document["configs"]) {
        if (!entry.is_object() || !entry.contains("config") || !entry["config"].is_object()) return foreign;
        const Json& config = entry["config"];
        if (!config.contains("id") || !config["id"].is_string()) return foreign;
        configs[config["id"].get<std::string>()] = config;
    }
    return configs;
}

}  // namespace

Result<Findings> compare_configs(std::string_view running, const std::vector<StrategyConfig>& next,
                                 const MarketDefinition& market) {
    auto left = configs_by_id(running);
    if (!left) return left.error();
    Findings findings;
    std::size_t kept = 0;
    for (const StrategyConfig& config : next) {
        const auto found = left->find(config.id);
        if (found == left->end()) {
            findings.push_back({"reload", config.name + " is new: its books would begin"});
            continue;
        }
        const auto changes = differences(found->second, Json::parse(config_document(config, market)));
        if (changes.empty())
            ++kept;
        else
            findings.push_back({"reload", fmt::format("{} is changed: {}; its books would begin anew", config.name,
                                                      fmt::join(changes, ", "))});
        left->erase(found);
    }
    for (const auto& [id, config] : *left)
        findings.push_back({"reload", fmt::format("{} is left out: its books would be closed", id)});
    findings.push_back(
        {"reload", fmt::format("{} of {} configurations would go on with their books", kept, next.size())});
    return findings;
}

}  // namespace dexarb
