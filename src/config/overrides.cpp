#include "dexarb/config/overrides.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "dexarb/config/decimal.hpp"
#include "dexarb/config/nearest_name.hpp"
#include "dexarb/config/strategy_fields.hpp"

#include "config/split.hpp"

namespace dexarb {
namespace {

/// "ID.FIELD=VALUE" in its three parts.
struct Assignment {
    std::string source;
    std::string id;
    std::string field;
    std::string value;
};

Result<Assignment> parse_assignment(std::string_view text) {
    const auto equals = text.find('=');
    const auto dot = text.substr(0, equals).find('.');
    if (equals == std::string_view::npos || dot == std::string_view::npos || dot == 0 || equals == dot + 1 ||
        equals + 1 == text.size())
        return Error{ErrorCode::kInvalidInput,
                     fmt::format("--set {}: must read ID.FIELD=VALUE, as moderate.min_profit_usd=4", text)};
    return Assignment{fmt::format("--set {}", text), strategy_id(text.substr(0, dot)),
                      std::string{text.substr(dot + 1, equals - dot - 1)}, std::string{text.substr(equals + 1)}};
}

JsonNode scalar_node(const std::string& value) {
    JsonNode node;
    node.text = value;
    if (value == "true" || value == "false") {
        node.kind = JsonNode::Kind::kBoolean;
        node.boolean = value == "true";
    } else {
        const bool numeric = value.find_first_not_of("0123456789+-.eE") == std::string::npos &&
                             value.find_first_of("0123456789") != std::string::npos;
        node.kind = numeric ? JsonNode::Kind::kNumber : JsonNode::Kind::kString;
    }
    return node;
}

/// The value as the file would hold it: only `pairs` is a list.
JsonNode value_node(const Assignment& assignment) {
    if (assignment.field != "pairs") return scalar_node(assignment.value);
    JsonNode list;
    list.kind = JsonNode::Kind::kArray;
    for (const auto& part : split(assignment.value, ','))
        list.elements.push_back(scalar_node(part));
    return list;
}

std::vector<std::string> ids_of(const ResolvedStrategies& strategies) {
    std::vector<std::string> ids;
    for (const auto& strategy : strategies.strategies)
        ids.push_back(strategy.config.id);
    return ids;
}

void apply(ResolvedStrategies& strategies, const MarketDefinition& market, const Assignment& assignment,
           Problems& problems) {
    const auto keys = strategy_field_keys();
    const auto ids = ids_of(strategies);
    const auto found = std::ranges::find(keys, assignment.field);
    const bool known = assignment.id == "*" || std::ranges::find(ids, assignment.id) != ids.end();
    if (found == keys.end())
        problems.add("", fmt::format("unknown field \"{}\"{}", assignment.field, suggestion(assignment.field, keys)));
    if (!known)
        problems.add("", fmt::format("unknown configuration \"{}\"{}", assignment.id, suggestion(assignment.id, ids)));
    if (found == keys.end() || !known) return;
    const auto field = static_cast<std::size_t>(found - keys.begin());
    const JsonNode node = value_node(assignment);
    for (auto& strategy : strategies.strategies) {
        if (assignment.id != "*" && assignment.id != strategy.config.id) continue;
        const auto before = problems.count();
        strategy_fields()[field].read(JsonReader{node, problems}, market, strategy.config);
        strategy.origins[field] = {OriginKind::kCommandLine, assignment.source};
        if (problems.count() > before) return;
    }
}

Result<ResolvedStrategies> apply_all(ResolvedStrategies strategies, const MarketDefinition& market,
                                     const std::vector<Assignment>& assignments) {
    std::string refusals;
    const auto collect = [&](const Problems& problems) {
        if (problems.count() > 0) refusals += (refusals.empty() ? "" : "\n") + problems.error().detail;
    };
    for (const auto& assignment : assignments) {
        Problems problems{assignment.source};
        apply(strategies, market, assignment, problems);
        collect(problems);
    }
    for (const auto& strategy : strategies.strategies) {
        Problems problems{"--set"};
        check_gas_cap(strategy.config, strategy.config.id, problems);
        if (refusals.empty()) collect(problems);
    }
    if (!refusals.empty()) return Error{ErrorCode::kInvalidInput, refusals};
    return strategies;
}

/// Whether each configuration is named in `ids`; refuses names that fit none.
Result<std::vector<bool>> named(const ResolvedStrategies& strategies, const std::vector<std::string>& ids,
                                const std::string& option) {
    const auto known = ids_of(strategies);
    std::vector<bool> marks(known.size(), false);
    Problems problems{option};
    for (const auto& id : ids) {
        const auto found = std::ranges::find(known, strategy_id(id));
        if (found == known.end())
            problems.add("", fmt::format("unknown configuration \"{}\"{}", id, suggestion(id, known)));
        else
            marks[static_cast<std::size_t>(found - known.begin())] = true;
    }
    if (problems.count() > 0) return problems.error();
    return marks;
}

}  // namespace

Result<ResolvedStrategies> with_settings(ResolvedStrategies strategies, const MarketDefinition& market,
                                         const std::vector<std::string>& assignments) {
    std::vector<Assignment> parsed;
    for (const auto& text : assignments) {
        auto assignment = parse_assignment(text);
        if (!assignment) return assignment.error();
        parsed.push_back(std::move(*assignment));
    }
    return apply_all(std::move(strategies), market, parsed);
}

Result<ResolvedStrategies> with_fill_model(ResolvedStrategies strategies, const MarketDefinition& market,
                                           std::string_view name) {
    return apply_all(std::move(strategies), market,
                     {{fmt::format("--fill-model {}", name), "*", "fill_model", std::string{name}}});
}

Result<ResolvedStrategies> with_seed(ResolvedStrategies strategies, std::string_view seed) {
    const auto value = parse_scaled(seed, 0);
    if (!value) return Error{value.error()}.within("--seed");
    strategies.simulation.seed = *value;
    strategies.simulation.seed_origin = {OriginKind::kCommandLine, fmt::format("--seed {}", seed)};
    return strategies;
}

Result<ResolvedStrategies> select_strategies(ResolvedStrategies strategies, const std::vector<std::string>& configs,
                                             const std::vector<std::string>& exclude) {
    const auto included = named(strategies, configs, "--configs");
    if (!included) return included.error();
    const auto excluded = named(strategies, exclude, "--exclude");
    if (!excluded) return excluded.error();
    std::vector<ResolvedStrategy> chosen;
    for (std::size_t i = 0; i < strategies.strategies.size(); ++i)
        if ((configs.empty() || (*included)[i]) && !(*excluded)[i])
            chosen.push_back(std::move(strategies.strategies[i]));
    if (chosen.empty()) return Error{ErrorCode::kInvalidInput, "--configs and --exclude leave no configuration to run"};
    strategies.strategies = std::move(chosen);
    return strategies;
}

}  // namespace dexarb
