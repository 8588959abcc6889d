#include "service/resources.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "dexarb/report/json_report.hpp"
#include "dexarb/report/text_report.hpp"

#include "service/answers.hpp"
#include "service/documents.hpp"
#include "service/json_parts.hpp"

namespace dexarb {

namespace {

constexpr std::uint64_t kMostPerPage = 500;
constexpr std::uint64_t kUsualPage = 50;
constexpr std::uint64_t kMostPoints = 2'000;
constexpr std::uint64_t kUsualPoints = 500;

HttpResponse json_answer(std::string text) {
    return {200, {{"Content-Type", "application/json"}}, std::move(text) + "\n"};
}

HttpResponse json_answer(const Json& json) {
    return json_answer(to_text(json));
}

std::string text_parameter(const RequestTarget& target, std::string_view name) {
    return std::string{target.parameter(name).value_or(std::string_view{})};
}

bool is_config(const Board& board, const std::string& id) {
    return std::ranges::any_of(board.view()->names->configs,
                               [&id](const StrategyConfig& config) { return config.id == id; });
}

/// {NAME: [entries, newest first], "next": what to give as `before` for the next page, or null}
template <typename Entry, typename Wanted>
HttpResponse page(const Numbered<Entry>& entries, const RequestTarget& target, const char* name, Wanted wanted,
                  Json (*render)(const Entry&)) {
    const auto before = number_parameter(target, "before", UINT64_MAX, 1, UINT64_MAX);
    if (!before) return problem(400, before.error().detail);
    const auto limit = number_parameter(target, "limit", kUsualPage, 1, kMostPerPage);
    if (!limit) return problem(400, limit.error().detail);
    const auto found = entries.page(*before, *limit + 1, wanted);
    Json list = Json::array();
    for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), *limit); ++i)
        list.push_back(render(*found[i]));
    const bool goes_on = found.size() > *limit;
    Json json{{name, std::move(list)}};
    json["next"] = goes_on ? Json(found[*limit - 1]->number) : Json(nullptr);
    return json_answer(json);
}

}  // namespace

HttpResponse status_resource(const Board& board, const RequestTarget&) {
    return json_answer(status_document(board));
}

HttpResponse report_resource(const Board& board, const RequestTarget& target) {
    const std::string format = text_parameter(target, "format");
    if (format == "text")
        return {200, {{"Content-Type", "text/plain; charset=utf-8"}}, render_report(board.view()->report)};
    if (!format.empty() && format != "json") return problem(400, "parameter format: json or text");
    return json_answer(report_json(board.view()->report));
}

HttpResponse configs_resource(const Board& board, const RequestTarget&) {
    return json_answer(configs_document(board));
}

HttpResponse config_resource(const Board& board, const RequestTarget& target) {
    const Json json = config_document(board, target.segments[3]);
    if (json.is_null()) return problem(404, "no such configuration");
    return json_answer(json);
}

HttpResponse trades_resource(const Board& board, const RequestTarget& target) {
    const std::string config = text_parameter(target, "config");
    if (!config.empty() && !is_config(board, config)) return problem(400, "parameter config: no such configuration");
    const std::string state = text_parameter(target, "state");
    const auto wanted = [&](const TradeEntry& trade) {
        return (config.empty() || trade.config == config) && (state.empty() || trade.state == state);
    };
    return page(board.trades().entries(), target, "trades", wanted, &trade_json);
}

HttpResponse opportunities_resource(const Board& board, const RequestTarget& target) {
    const std::string open = text_parameter(target, "open");
    if (!open.empty() && open != "true" && open != "false") return problem(400, "parameter open: true or false");
    const auto wanted = [&](const EpisodeEntry& episode) {
        return open.empty() || episode.is_open == (open == "true");
    };
    return page(board.episodes().entries(), target, "opportunities", wanted, &episode_json);
}

HttpResponse funnel_resource(const Board& board, const RequestTarget&) {
    return json_answer(funnel_document(board));
}

HttpResponse survival_resource(const Board& board, const RequestTarget&) {
    return json_answer(survival_document(board));
}

HttpResponse equity_resource(const Board& board, const RequestTarget& target) {
    const std::string config = text_parameter(target, "config");
    if (!config.empty() && !is_config(board, config)) return problem(400, "parameter config: no such configuration");
    const auto points = number_parameter(target, "points", kUsualPoints, 2, kMostPoints);
    if (!points) return problem(400, points.error().detail);
    return json_answer(board.equity().json(config, *points));
}

HttpResponse pools_resource(const Board& board, const RequestTarget&) {
    return json_answer(pools_document(board));
}

HttpResponse endpoints_resource(const Board& board, const RequestTarget&) {
    return json_answer(endpoints_document(board));
}

}  // namespace dexarb
