#include "dexarb/app/budget_words.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace dexarb {

namespace {

constexpr std::array<std::uint64_t, 7> kPaces{2, 5, 10, 20, 50, 100, 200};

std::string minute(Timestamp time) {
    const std::string text = to_rfc3339(time);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

/// The least --every with which a day's units last, if any does.
std::optional<std::uint64_t> pace_within(double units_per_day, PlanQuestion question, const MethodUnits& units) {
    for (const std::uint64_t every : kPaces) {
        question.every = every;
        if (every > 1 && plan_requests(question, units).units_per_day <= units_per_day) return every;
    }
    return std::nullopt;
}

double units_a_day(const EndpointStatus& endpoint) {
    const double day = endpoint.units_per_day ? static_cast<double>(*endpoint.units_per_day) : 1e18;
    const double month = endpoint.units_per_month ? static_cast<double>(*endpoint.units_per_month) / 31.0 : 1e18;
    return std::min(day, month);
}

BudgetWord quota_word(const EndpointStatus& endpoint, const PlanQuestion& question, const MethodUnits& units) {
    const std::string name = fmt::format("{}: {} units a {}", endpoint.name,
                                         endpoint.units_per_day ? *endpoint.units_per_day : *endpoint.units_per_month,
                                         endpoint.units_per_day ? "day" : "month");
    if (!endpoint.spent_at) return {name + " pay for that", false};
    const auto pace = pace_within(units_a_day(endpoint), question, units);
    const std::string advice = pace ? fmt::format("--every {} would last", *pace)
                                    : std::string{"no --every makes it last: take a larger plan"};
    return {fmt::format("{} would be spent on {}; with little left of a day it slows down instead. {}", name,
                        minute(*endpoint.spent_at), advice),
            true};
}

}  // namespace

std::vector<BudgetWord> budget_words(const FeedStatus& feed, const PlanQuestion& question, const MethodUnits& units) {
    std::vector<BudgetWord> words;
    words.push_back(
        {fmt::format("run would send about {:.0f} requests a day for {:.0f} units ({:.2f} requests and "
                     "{:.1f} units a block{})",
                     feed.requests_per_day, feed.units_per_day, feed.requests_per_block, feed.units_per_block,
                     question.every > 1 ? fmt::format(", {} at a time", question.every) : ""),
         false});
    for (const EndpointStatus& endpoint : feed.endpoints)
        if (endpoint.units_per_day || endpoint.units_per_month) words.push_back(quota_word(endpoint, question, units));
    return words;
}

std::optional<std::string> PaceWatch::note(const FeedStatus& feed) {
    const std::uint64_t pace = feed.blocks_at_a_time;
    const bool is_back = pace <= every_ && told_ > every_;
    const bool is_slower = pace > every_ && (told_ <= every_ || pace >= 2 * told_);
    if (!is_back && !is_slower) return std::nullopt;
    told_ = pace;
    if (is_back) return fmt::format("the budget pays for {} again", every_ == 1 ? "every block" : "the pace asked for");
    return fmt::format(
        "little is left of today's units: following {} blocks at a time, so that what is left lasts until 00:00 UTC",
        pace);
}

}  // namespace dexarb
