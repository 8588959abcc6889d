#include "report/diff_words.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "dexarb/report/diff_report.hpp"

#include "report/figures.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kLongestName = 22;

std::string episodes_words(std::uint64_t episodes) {
    return fmt::format("{} episode{}", grouped(episodes), episodes == 1 ? "" : "s");
}

MicroUsd absolute(MicroUsd amount) {
    return amount < MicroUsd{} ? -amount : amount;
}

/// "Moderate made $2.8000 more than Aggressive".
std::string who_made_more(const Comparison& comparison) {
    const std::string a = side_name(comparison, Side::kA);
    const std::string b = side_name(comparison, Side::kB);
    const MicroUsd difference = comparison.a.net_usd - comparison.b.net_usd;
    if (difference == MicroUsd{}) return fmt::format("{} and {} made the same in all", a, b);
    return fmt::format("{} made {} {} than {}", a, money(absolute(difference)),
                       difference > MicroUsd{} ? "more" : "less", b);
}

std::string what_it_is_worth(const PairedDifference& paired) {
    if (paired.episodes < kFewestTrades) return fmt::format("whether that is luck is said from {} on", kFewestTrades);
    const Interval interval = paired.interval.value_or(Interval{});
    Figures figures;
    figures.see(interval);
    figures.see(paired.mean);
    const std::string range = fmt::format("{} each, 95 %: {}", figures(paired.mean), figures(paired.interval));
    if (!paired.is_separable()) return range + "; the interval contains zero: not separable";
    return fmt::format("{}; zero lies {} the interval: separable", range, interval.low > 0.0 ? "below" : "above");
}

}  // namespace

std::string side_name(const Comparison& comparison, Side side) {
    const ComparedSide& own = side == Side::kA ? comparison.a : comparison.b;
    const std::string name = own.name.substr(0, kLongestName);
    if (comparison.a.run == comparison.b.run) return name;
    return own.run ? fmt::format("{} of run {}", name, *own.run) : name + " of all runs";
}

std::string act_words(const EpisodeAct& act) {
    std::string text{act.result ? to_string(*act.result) : "in flight"};
    if (act.is_set_aside) text += ", set aside";
    return text;
}

std::string act_words(const EpisodeAct& act, const EpisodeAct& other) {
    std::string text = act_words(act);
    if (act.amount_in != other.amount_in && other.amount_in != U256{})
        text += fmt::format(", {} x", plain_number(act.amount_in.to_double() / other.amount_in.to_double()));
    const auto apart = [](char sign, BlockNumber blocks) {
        return fmt::format(", {}{} block{}", sign, blocks, blocks == 1 ? "" : "s");
    };
    if (act.block > other.block) text += apart('+', act.block - other.block);
    if (act.block < other.block) text += apart('-', other.block - act.block);
    return text;
}

std::string stop_words(const std::string& reason) {
    return reason.empty() ? "not known" : reason;
}

std::string stops_words(const Comparison& comparison, Side side) {
    std::vector<std::pair<std::string, std::uint64_t>> stops;
    std::uint64_t all = 0;
    for (const auto& [reason, episodes] : stops_of(comparison, side)) {
        stops.emplace_back(stop_words(reason), episodes);
        all += episodes;
    }
    if (all == 0) return "";
    std::ranges::stable_sort(stops, [](const auto& left, const auto& right) { return left.second > right.second; });
    std::string text = grouped(all) + ": ";
    for (std::size_t i = 0; i < stops.size(); ++i)
        text += fmt::format("{}{} {}", i == 0 ? "" : ", ", stops[i].first, grouped(stops[i].second));
    return text;
}

std::string diff_sentence(const Comparison& comparison) {
    const std::string a = side_name(comparison, Side::kA);
    const std::string b = side_name(comparison, Side::kB);
    if (comparison.differences.empty() && comparison.same == 0)
        return fmt::format("Neither {} nor {} acted on an episode.", a, b);
    if (comparison.differences.empty())
        return fmt::format("{} and {} did the same on {}.", a, b, episodes_words(comparison.same));
    return fmt::format("{} on {}: {}.", who_made_more(comparison), episodes_words(comparison.paired.episodes),
                       what_it_is_worth(comparison.paired));
}

}  // namespace dexarb
