#include "report/words.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace dexarb {
namespace {

constexpr double kWeiPerGwei = 1e9;

/// "0.3 to 0.7", or one value where all are the same.
template <typename Value>
std::string range(const std::vector<StrategyConfig>& configs, Value value) {
    std::set<double> values;
    for (const auto& config : configs)
        values.insert(value(config));
    if (values.empty()) return "0";
    if (values.size() == 1) return fmt::format("{:g}", *values.begin());
    return fmt::format("{:g} to {:g}", *values.begin(), *values.rbegin());
}

std::string loan_fee_text(const std::vector<StrategyConfig>& configs) {
    const auto premium = range(configs, [](const StrategyConfig& c) { return double(c.flash_premium_ppm); });
    return premium == "0" ? "none: own capital" : premium + " ppm of the input";
}

std::string competition_text(const Assumptions& assumptions, const std::vector<StrategyConfig>& configs) {
    return fmt::format("{} of the races lost to a rival; one draw per episode, the same for all, from seed {}",
                       range(configs, [](const StrategyConfig& c) { return c.competition_rate; }), assumptions.seed);
}

std::string arrival_text(const Assumptions& assumptions) {
    if (!assumptions.modelled_arrival) return "measured: when a block was complete here";
    return fmt::format("modelled: {} ms after a block's timestamp{}", assumptions.modelled_arrival->count(),
                       assumptions.blocks_at_a_time < 2
                           ? ""
                           : fmt::format("; {} blocks are read at a time, timestamps between read ones interpolated",
                                         assumptions.blocks_at_a_time));
}

std::string gas_text(const GasModel& gas) {
    return fmt::format(
        "modelled: {} + {} per V2 hop, {} per V3 hop, {} per tick crossed; at each block's own price; "
        "a lean contract's: bots seen on Polygon use about twice that",
        grouped(gas.base), grouped(gas.constant_product_hop), grouped(gas.concentrated_hop), grouped(gas.crossed_tick));
}

std::uint64_t stopped(const TraderReport& trader, RejectReason reason) {
    return trader.metrics.funnel.stopped[static_cast<std::size_t>(reason)];
}

double in_gwei(std::uint64_t wei) {
    return static_cast<double>(wei) / kWeiPerGwei;
}

/// What the numbers behind a reason are, where the report has them.
std::string detail(const RunReport& report, RejectReason reason, const std::vector<StrategyConfig>& configs) {
    if (reason == RejectReason::kGasAboveCap)
        return fmt::format(": base fee {} gwei + tip {} against caps of {} gwei", gwei(report.feed.base_fee_wei),
                           range(configs, [](const StrategyConfig& c) { return in_gwei(c.priority_fee_wei); }),
                           range(configs, [](const StrategyConfig& c) { return in_gwei(c.max_gas_price_wei); }));
    if (reason == RejectReason::kMinProfit)
        return fmt::format(": min_profit_usd asks for ${}",
                           range(configs, [](const StrategyConfig& c) { return to_double(c.min_profit_usd); }));
    if (reason == RejectReason::kMissedBlock)
        return fmt::format(": poll_interval_ms of {} let the next block come first",
                           range(configs, [](const StrategyConfig& c) { return double(c.poll_interval.count()); }));
    return "";
}

/// "gas_above_cap stopped 41 episodes in 12 configurations: ..."; empty if it stopped none.
std::string reason_line(const RunReport& report, RejectReason reason) {
    std::uint64_t fewest = UINT64_MAX;
    std::uint64_t most = 0;
    std::vector<StrategyConfig> configs;
    for (const auto& trader : report.traders) {
        const auto count = stopped(trader, reason);
        if (count == 0) continue;
        configs.push_back(trader.config);
        fewest = std::min(fewest, count);
        most = std::max(most, count);
    }
    if (configs.empty()) return "";
    const auto episodes = fewest == most ? grouped(most) : grouped(fewest) + " to " + grouped(most);
    return fmt::format("{} stopped {} episode{} in {} configuration{}{}", to_string(reason), episodes,
                       most == 1 ? "" : "s", configs.size(), configs.size() == 1 ? "" : "s",
                       detail(report, reason, configs));
}

bool anybody(const RunReport& report, std::uint64_t TraderMetrics::*counter) {
    return std::ranges::any_of(report.traders, [&](const TraderReport& t) { return t.metrics.*counter > 0; });
}

}  // namespace

std::string grouped(std::uint64_t value) {
    std::string digits = std::to_string(value);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, 1, ',');
    return digits;
}

std::string dollars(MicroUsd amount, int decimals) {
    const bool negative = amount.value < 0;
    const auto magnitude =
        negative ? 0 - static_cast<std::uint64_t>(amount.value) : static_cast<std::uint64_t>(amount.value);
    std::uint64_t unit = 1'000'000;
    for (int i = 0; i < decimals; ++i)
        unit /= 10;
    const std::uint64_t rounded = (magnitude + unit / 2) / unit;
    const std::uint64_t parts = 1'000'000 / unit;
    std::string text = negative && rounded > 0 ? "-" : "";
    text += grouped(rounded / parts);
    if (decimals > 0) text += fmt::format(".{:0{}}", rounded % parts, decimals);
    return text;
}

std::string money(MicroUsd amount) {
    const bool small = amount.value > -10'000'000 && amount.value < 10'000'000;
    return (amount.value < 0 ? "-$" : "$") + dollars(amount.value < 0 ? -amount : amount, small ? 4 : 2);
}

std::string gwei(std::uint64_t wei) {
    return fmt::format("{:.{}f}", in_gwei(wei), wei < 10'000'000'000 ? 3 : 1);
}

std::string duration(std::chrono::milliseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time).count();
    if (seconds < 60) return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1e3);
    if (seconds < 3600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
    return fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
}

std::string day_start(UtcDay day) {
    return to_rfc3339(day).substr(0, 10) + " 00:00";
}

std::vector<Assumption> assumptions_in_words(const Assumptions& assumptions,
                                             const std::vector<StrategyConfig>& configs) {
    const auto latency = range(configs, [](const StrategyConfig& c) { return double(c.submit_latency.count()); });
    const auto tip = range(configs, [](const StrategyConfig& c) { return in_gwei(c.priority_fee_wei); });
    return {
        {"latency", latency + " ms from a decision to its transaction being with the producer"},
        {"arrival", arrival_text(assumptions)},
        {"tip",
         fmt::format("{} gwei; a route counts as open at {:g}", tip, in_gwei(assumptions.market_priority_fee_wei))},
        {"gas", gas_text(assumptions.gas)},
        {"competition", competition_text(assumptions, configs)},
        {"loan fee", loan_fee_text(configs)},
        {"stablecoins", fmt::format("exactly $1 each: {}", fmt::join(assumptions.stablecoins, ", "))},
    };
}

std::vector<std::string> why_nothing_traded(const RunReport& report) {
    if (anybody(report, &TraderMetrics::actions)) return {};
    std::vector<std::string> lines;
    const bool seen = std::ranges::any_of(report.traders, [](const auto& t) { return t.metrics.funnel.episodes > 0; });
    if (report.feed.blocks_seen == 0)
        lines.emplace_back("no block was seen yet");
    else if (!seen)
        lines.emplace_back("no route of these configurations earned more than its gas on any block");
    for (std::size_t i = 0; i < kRejectReasonCount; ++i)
        if (auto line = reason_line(report, static_cast<RejectReason>(i)); !line.empty())
            lines.push_back(std::move(line));
    return lines;
}

std::string verdict(const RunReport& report) {
    if (const auto* ahead = leader(report))
        return fmt::format("Ahead so far: {}, {} net over {} booked trade{} under {}. So far is no promise.",
                           ahead->config.name, money(ahead->metrics.net_usd), grouped(ahead->metrics.booked()),
                           ahead->metrics.booked() == 1 ? "" : "s", to_string(ahead->config.fill_model));
    if (!anybody(report, &TraderMetrics::actions)) return "Nobody is ahead: nothing traded.";
    const bool profit =
        std::ranges::any_of(report.traders, [](const auto& t) { return t.metrics.net_usd > MicroUsd{}; });
    return profit ? "Nobody is ahead: the first are level."
                  : "Nobody is ahead: no configuration that traded has made money.";
}

}  // namespace dexarb
