#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "dexarb/report/diff_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {
namespace {

template <typename Value>
Json value_or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json side_json(const ComparedSide& side) {
    return {{"run", value_or_null(side.run)},
            {"config", side.config},
            {"name", side.name},
            {"episodes", side.episodes},
            {"net_usd", usd_number(side.net_usd)}};
}

Json act_json(const std::optional<EpisodeAct>& act) {
    if (!act) return nullptr;
    return {{"block", act->block},
            {"amount_in", to_decimal(act->amount_in)},
            {"result", act->result ? Json(to_string(*act->result)) : Json(nullptr)},
            {"net_usd", usd_number(act->net_usd)},
            {"is_set_aside", act->is_set_aside}};
}

Json difference_json(const EpisodeDifference& each) {
    return {{"episode", each.name},
            {"pair", each.pair},
            {"route", each.route},
            {"first_block", each.first_block},
            {"a", act_json(each.a)},
            {"b", act_json(each.b)},
            {"stopped_by", each.stop.reason.empty() ? Json(nullptr) : Json(each.stop.reason)},
            {"stopped_on", value_or_null(each.stop.block)},
            {"difference_usd", usd_number(each.difference_usd())}};
}

/// Under null what is not known.
Json stops_json(const Comparison& comparison, Side side) {
    Json list = Json::array();
    for (const auto& [reason, episodes] : stops_of(comparison, side))
        list.push_back({{"stopped_by", reason.empty() ? Json(nullptr) : Json(reason)}, {"episodes", episodes}});
    return list;
}

Json paired_json(const PairedDifference& paired) {
    const auto& interval = paired.interval;
    return {{"episodes", paired.episodes},
            {"mean_usd", paired.episodes > 0 ? Json(paired.mean) : Json(nullptr)},
            {"mean_usd_95", interval ? Json{interval->low, interval->high} : Json(nullptr)},
            {"is_separable", paired.is_separable()}};
}

Json comparison_json(const Comparison& comparison, std::uint64_t limit) {
    const std::size_t listed = std::min<std::size_t>(comparison.differences.size(), limit);
    Json differences = Json::array();
    for (std::size_t i = 0; i < listed; ++i)
        differences.push_back(difference_json(comparison.differences[i]));
    return {{"a", side_json(comparison.a)},
            {"b", side_json(comparison.b)},
            {"both_same", comparison.same},
            {"both_other", comparison.other_end()},
            {"only_a", comparison.only_a()},
            {"only_b", comparison.only_b()},
            {"a_not_acted", stops_json(comparison, Side::kA)},
            {"b_not_acted", stops_json(comparison, Side::kB)},
            {"differences", std::move(differences)},
            {"more", comparison.differences.size() - listed},
            {"difference_usd", usd_number(comparison.a.net_usd - comparison.b.net_usd)},
            {"per_episode", paired_json(comparison.paired)},
            {"sentence", diff_sentence(comparison)}};
}

Json shared_json(const std::optional<SharedBlocks>& shared) {
    if (!shared) return nullptr;
    return {{"blocks", shared->blocks},
            {"first_block", shared->first_block},
            {"last_block", shared->last_block},
            {"first_block_at", to_rfc3339(shared->first_at)},
            {"last_block_at", to_rfc3339(shared->last_at)}};
}

}  // namespace

std::string diff_json(const DiffReport& report) {
    const HistoryReport& history = report.history;
    Json comparisons = Json::array();
    for (const Comparison& comparison : report.comparisons)
        comparisons.push_back(comparison_json(comparison, report.limit));
    Json notes = history.remarks;
    for (const std::string& remark : report.remarks)
        notes.push_back(remark);
    const Json json{{"type", "diff"},
                    {"version", history.report.version},
                    {"market", history.report.market},
                    {"chain_id", history.report.chain_id},
                    {"since", history.since ? Json(to_rfc3339(*history.since)) : Json(nullptr)},
                    {"until", history.until ? Json(to_rfc3339(*history.until)) : Json(nullptr)},
                    {"first_block", history.first_block},
                    {"last_block", history.last_block},
                    {"shared_blocks", shared_json(report.shared)},
                    {"comparisons", std::move(comparisons)},
                    {"notes", std::move(notes)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dexarb
