#include "dexarb/report/comparison.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace dexarb {
namespace {

auto order_of(const ActedEpisode& episode) {
    return std::tie(episode.first_block, episode.name);
}

EpisodeDifference named_as(ActedEpisode& episode) {
    return {std::move(episode.name),
            std::move(episode.pair),
            std::move(episode.route),
            episode.first_block,
            std::nullopt,
            std::nullopt,
            {}};
}

std::uint64_t gap_of(const EpisodeDifference& each) {
    const MicroUsd difference = each.difference_usd();
    const auto value = static_cast<std::uint64_t>(difference.value);
    return difference < MicroUsd{} ? 0 - value : value;
}

/// Most between them first; then as they came.
bool is_larger(const EpisodeDifference& left, const EpisodeDifference& right) {
    if (gap_of(left) != gap_of(right)) return gap_of(left) > gap_of(right);
    return std::tie(left.first_block, left.name) < std::tie(right.first_block, right.name);
}

}  // namespace

std::uint64_t Comparison::only_a() const {
    return static_cast<std::uint64_t>(std::ranges::count_if(differences, [](const auto& each) { return !each.b; }));
}

std::uint64_t Comparison::only_b() const {
    return static_cast<std::uint64_t>(std::ranges::count_if(differences, [](const auto& each) { return !each.a; }));
}

Comparison compare(std::vector<ActedEpisode> a, std::vector<ActedEpisode> b) {
    Comparison comparison;
    comparison.a.episodes = a.size();
    comparison.b.episodes = b.size();
    std::ranges::sort(a, {}, order_of);
    std::ranges::sort(b, {}, order_of);
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const bool in_a = i < a.size() && (j == b.size() || order_of(a[i]) <= order_of(b[j]));
        const bool in_b = j < b.size() && (i == a.size() || order_of(b[j]) <= order_of(a[i]));
        const bool is_same = in_a && in_b && a[i].act.ends_as(b[j].act);
        if (is_same) {
            ++comparison.same;
        } else {
            EpisodeDifference found = named_as(in_a ? a[i] : b[j]);
            if (in_a) found.a = a[i].act;
            if (in_b) found.b = b[j].act;
            comparison.differences.push_back(std::move(found));
        }
        i += in_a ? 1 : 0;
        j += in_b ? 1 : 0;
    }
    std::ranges::sort(comparison.differences, is_larger);
    return comparison;
}

std::map<std::string, std::uint64_t> stops_of(const Comparison& comparison, Side side) {
    std::map<std::string, std::uint64_t> stops;
    for (const EpisodeDifference& each : comparison.differences)
        if (!(side == Side::kA ? each.a : each.b)) ++stops[each.stop.reason];
    return stops;
}

}  // namespace dexarb
