#include "report/survival_section.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/layout.hpp"
#include "report/table.hpp"
#include "report/trader_tables.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kMostRows = 8;
constexpr std::size_t kWidestDexes = 34;
constexpr std::array<std::size_t, 5> kShownBlocks{1, 2, 3, 5, 8};

std::uint64_t watched(const SurvivalTally& tally) {
    std::uint64_t all = 0;
    for (const LifeTableRow& row : tally)
        all += row.ended + row.censored;
    return all;
}

SurvivalTally sum_of(const std::vector<PairSurvival>& groups) {
    SurvivalTally sum{};
    for (const PairSurvival& group : groups)
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i].ended += group.tally[i].ended;
            sum[i].censored += group.tally[i].censored;
        }
    return sum;
}

std::string percent(double share) {
    return fmt::format("{:.0f} %", share * 100.0);
}

std::string half_life_words(const std::vector<SurvivalPoint>& curve) {
    const auto half = half_life(curve);
    return half ? std::to_string(*half) : fmt::format("> {}", kSurvivalBlocks);
}

std::vector<std::string> row_of(const std::string& pair, const std::string& dexes, const SurvivalTally& tally) {
    const auto curve = kaplan_meier(tally);
    std::vector<std::string> row{fmt::format("{:.14}  {}", pair, dexes.substr(0, kWidestDexes)), count(watched(tally))};
    for (const std::size_t block : kShownBlocks)
        row.push_back(curve[block].at_risk == 0 ? "-" : percent(curve[block].share));
    row.push_back(curve[1].at_risk == 0 ? "-" : half_life_words(curve));
    return row;
}

/// Lowest and highest competition rate among the configurations that assume one.
std::optional<Interval> assumed_rates(const RunReport& report) {
    std::optional<Interval> rates;
    for (const TraderReport& trader : report.traders) {
        if (!trader.config.simulate_competition) continue;
        const double rate = trader.config.competition_rate;
        rates = rates ? Interval{std::min(rates->low, rate), std::max(rates->high, rate)} : Interval{rate, rate};
    }
    return rates;
}

std::string range(const Interval& shares) {
    return shares.low == shares.high ? percent(shares.low)
                                     : fmt::format("{} to {}", percent(shares.low), percent(shares.high));
}

/// What was gone on the next block of all that was looked at there.
std::string competition_line(const RunReport& report, const SurvivalTally& all) {
    const SurvivalPoint next = kaplan_meier(all)[1];
    const auto assumed = assumed_rates(report);
    const auto against = assumed ? range(*assumed) : std::string{"none"};
    if (next.at_risk == 0) return fmt::format("observed: no next block was seen yet; assumed {}", against);
    const auto gone = all[1].ended;
    return fmt::format("observed: {} of {} gone by the next block, {} (95 %: {}); assumed {}", gone, next.at_risk,
                       percent(static_cast<double>(gone) / static_cast<double>(next.at_risk)),
                       range(wilson_interval(gone, next.at_risk)), against);
}

Json competition_json(const RunReport& report, const SurvivalTally& all) {
    const auto at_risk = kaplan_meier(all)[1].at_risk;
    const auto interval = wilson_interval(all[1].ended, at_risk);
    const auto assumed = assumed_rates(report);
    return {{"gone_by_next_block", all[1].ended},
            {"looked_at", at_risk},
            {"observed_95", {interval.low, interval.high}},
            {"assumed_lowest", assumed ? Json(assumed->low) : Json(nullptr)},
            {"assumed_highest", assumed ? Json(assumed->high) : Json(nullptr)}};
}

Json curve_json(const SurvivalTally& tally) {
    Json points = Json::array();
    const auto curve = kaplan_meier(tally);
    for (std::size_t i = 1; i < curve.size(); ++i)
        points.push_back({{"blocks", i},
                          {"at_risk", curve[i].at_risk},
                          {"closed", tally[i].ended},
                          {"censored", tally[i].censored},
                          {"open_share", curve[i].share},
                          {"standard_error", curve[i].standard_error},
                          {"open_share_95", {curve[i].interval.low, curve[i].interval.high}}});
    return points;
}

Json group_json(const SurvivalTally& tally) {
    const auto half = half_life(kaplan_meier(tally));
    return {{"watched", watched(tally)},
            {"never_looked_at", tally[0].censored},
            {"half_life_blocks", half ? Json(*half) : Json(nullptr)},
            {"curve", curve_json(tally)}};
}

}  // namespace

std::string survival_section(const RunReport& report) {
    const SurvivalTally all = sum_of(report.survival);
    if (watched(all) == 0) return "";
    std::vector<std::string> heads{"pair and DEXes", "watched"};
    for (const std::size_t block : kShownBlocks)
        heads.push_back(fmt::format("+{}", block));
    heads.emplace_back("half-life");
    Table table{heads};
    std::vector<const PairSurvival*> groups;
    for (const PairSurvival& group : report.survival)
        groups.push_back(&group);
    std::ranges::stable_sort(groups, std::greater{}, [](const PairSurvival* group) { return watched(group->tally); });
    for (std::size_t i = 0; i < std::min(groups.size(), kMostRows); ++i)
        table.add(row_of(groups[i]->pair, groups[i]->dexes, groups[i]->tally));
    if (groups.size() > 1) table.add(row_of("all", "", all));
    return heading("STILL OPEN so many blocks after the decision, same input, real state (Kaplan-Meier)") +
           table.render() + labelled("competition", competition_line(report, all));
}

Json survival_json(const RunReport& report) {
    const SurvivalTally all = sum_of(report.survival);
    Json groups = Json::array();
    for (const PairSurvival& group : report.survival) {
        Json one = group_json(group.tally);
        one["pair"] = group.pair;
        one["dexes"] = group.dexes;
        groups.push_back(std::move(one));
    }
    return {{"all", group_json(all)}, {"groups", std::move(groups)}, {"competition", competition_json(report, all)}};
}

}  // namespace dexarb
