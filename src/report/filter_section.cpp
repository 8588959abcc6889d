#include "report/filter_section.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "dexarb/metrics/filter_gain.hpp"
#include "dexarb/metrics/separation.hpp"
#include "dexarb/trading/saturating_sum.hpp"

#include "report/json_reading.hpp"
#include "report/layout.hpp"
#include "report/table.hpp"
#include "report/trader_tables.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kLargestEpisodes = 9'999;

/// Short enough that all of them fit side by side.
constexpr std::array<const char*, kPricedFilterCount> kFilterHeads{"min profit", "gas cap",    "slippage",
                                                                   "trades",     "daily loss", "losses"};

PricedFilter filter_at(std::size_t i) {
    return static_cast<PricedFilter>(i);
}

MicroUsd gain_of(const FilterPrice& price) {
    return saturating_sum(price.net_usd, -price.instead_usd);
}

MicroUsd rounded(double usd) {
    constexpr double kMost = 9e12;
    return {static_cast<std::int64_t>(std::clamp(usd, -kMost, kMost) * 1e6)};
}

bool is_certain(const FilterPrice& price) {
    const auto gain = filter_gain(price);
    return gain && gain->excludes_zero();
}

std::string episodes_text(std::uint64_t episodes) {
    constexpr std::uint64_t kMillion = 1'000'000;
    if (episodes <= kLargestEpisodes || episodes >= kMillion) return count(episodes);
    return fmt::format("{}k", episodes / 1'000);
}

std::string amount_text(MicroUsd amount, const Amounts& show) {
    constexpr std::size_t kWidest = 8;
    if (const auto text = show(amount); text.size() <= kWidest) return text;
    if (const auto text = dollars(amount, 0); text.size() <= kWidest) return text;
    return fmt::format("{:.0f}k", to_double(amount) / 1e3);
}

std::string cell(const FilterPrice& price, const Amounts& show) {
    if (price.stopped() == 0) return "-";
    return fmt::format("{} {}{}", episodes_text(price.stopped()),
                       price.booked() == 0 ? "-" : amount_text(gain_of(price), show), is_certain(price) ? "*" : " ");
}

/// "min_profit_usd 5".
std::string setting(PricedFilter filter, const StrategyConfig& config) {
    const auto value = [&] {
        switch (filter) {
            case PricedFilter::kMinProfit:
                return to_double(config.min_profit_usd);
            case PricedFilter::kGasCap:
                return static_cast<double>(config.max_gas_price_wei) / 1e9;
            case PricedFilter::kSlippage:
                return config.max_slippage_ppm / 1e4;
            case PricedFilter::kDailyTrades:
                return double(config.max_daily_trades);
            case PricedFilter::kDailyLoss:
                return to_double(config.daily_loss_limit_usd);
            case PricedFilter::kConsecutiveLoss:
                return double(config.max_consecutive_losses);
        }
        return 0.0;
    };
    return fmt::format("{} {:g}", to_string(filter), value());
}

/// "min_profit_usd 5: stopped 41 episodes, which would have made $11.20 (95 %: $3.10 to $19.30): ..."
std::string telling_words(PricedFilter filter, const FilterPrice& price, const StrategyConfig& config) {
    const FilterGain gain = *filter_gain(price);
    const bool pays = gain.sum > 0.0;
    const auto which = price.booked() == price.stopped() ? "which" : fmt::format("{} of which", price.booked());
    return fmt::format("{}: stopped {} episodes, {} would have {} {} (95 %: {} to {}): {}", setting(filter, config),
                       grouped(price.stopped()), which, pays ? "made" : "lost",
                       money(pays ? gain_of(price) : -gain_of(price)), money(rounded(gain.interval.low)),
                       money(rounded(gain.interval.high)),
                       pays ? "it costs more than it saves" : "it saves more than it costs");
}

/// Episodes in all that it takes for the interval to leave zero, if mean and deviation stay.
double episodes_needed(const FilterPrice& price, const FilterGain& gain) {
    const double reach = (gain.interval.high - gain.interval.low) / 2.0;
    const double ratio = reach / std::abs(gain.sum);
    return std::ceil(static_cast<double>(price.booked()) * ratio * ratio);
}

/// What is missing for advice: of the filter that is nearest to it.
std::string missing_words(const FilterPrices& prices) {
    constexpr double kHopeless = 1e6;
    std::optional<PricedFilter> most;
    std::optional<std::pair<double, PricedFilter>> nearest;
    for (std::size_t i = 0; i < kPricedFilterCount; ++i) {
        if (filter_at(i) == PricedFilter::kSlippage || prices[i].stopped() == 0) continue;
        if (!most || prices[i].booked() > prices[static_cast<std::size_t>(*most)].booked()) most = filter_at(i);
        const auto gain = filter_gain(prices[i]);
        if (!gain || gain->sum == 0.0) continue;
        const double needed = episodes_needed(prices[i], *gain);
        if (!nearest || needed < nearest->first) nearest = {needed, filter_at(i)};
    }
    if (nearest && nearest->first < kHopeless)
        return fmt::format("- {}: not told from zero; takes {:.0f} settled episodes in all, if mean and deviation stay",
                           to_string(nearest->second), nearest->first);
    if (nearest) return fmt::format("- {}: what it costs is what it saves", to_string(nearest->second));
    if (most)
        return fmt::format("- {}: {} of the {} settled episodes that advice takes", to_string(*most),
                           prices[static_cast<std::size_t>(*most)].booked(), kFewestTrades);
    return "- no filter that advice is given on stopped anything alone";
}

std::string advice_on(const TraderReport& trader) {
    const FilterPrices& prices = trader.metrics.filter_prices;
    const auto telling = telling_filter(prices);
    if (!telling) return missing_words(prices);
    return telling_words(*telling, prices[static_cast<std::size_t>(*telling)], trader.config);
}

Json price_json(const FilterPrice& price) {
    Json results;
    for (std::size_t i = 0; i < kTradeResultCount; ++i)
        results[std::string{to_string(static_cast<TradeResult>(i))}] = price.results[i];
    const auto gain = filter_gain(price);
    return {{"stopped", price.stopped()},
            {"in_flight", price.in_flight},
            {"results", std::move(results)},
            {"quarantined", price.phantoms},
            {"not_followed", price.not_followed},
            {"acted_later", price.acted_later},
            {"net_usd", usd_number(price.net_usd)},
            {"instead_usd", usd_number(price.instead_usd)},
            {"sum_of_squares", price.squares},
            {"gain_usd", usd_number(gain_of(price))},
            {"gain_usd_95", gain ? Json{gain->interval.low, gain->interval.high} : Json(nullptr)}};
}

}  // namespace

std::string filter_section(const RunReport& report) {
    std::array<bool, kPricedFilterCount> shown{};
    Amounts show;
    for (const TraderReport& trader : report.traders)
        for (std::size_t i = 0; i < kPricedFilterCount; ++i) {
            shown[i] = shown[i] || trader.metrics.filter_prices[i].stopped() > 0;
            show.see(gain_of(trader.metrics.filter_prices[i]));
        }
    if (std::ranges::find(shown, true) == shown.end()) return "";
    std::vector<std::string> heads{"configuration"};
    for (std::size_t i = 0; i < kPricedFilterCount; ++i)
        if (shown[i]) heads.push_back(std::string{kFilterHeads[i]} + " ");
    Table table{heads};
    for (const TraderReport& trader : report.traders) {
        std::vector<std::string> row{trader.config.name};
        for (std::size_t i = 0; i < kPricedFilterCount; ++i)
            if (shown[i]) row.push_back(cell(trader.metrics.filter_prices[i], show));
        table.add(std::move(row));
    }
    return heading("THE PRICE OF FILTERS: episodes one of them alone stopped, and net $ without it (in no sum above)") +
           table.render() +
           labelled("", fmt::format("simulated like actions, under fill_model; *: told from zero with 95 %, from {} "
                                    "settled on{}",
                                    kFewestTrades,
                                    shown[static_cast<std::size_t>(PricedFilter::kSlippage)]
                                        ? "; slippage: reverts that would have filled, against the gas they cost"
                                        : "")) +
           shared_lines(report, advice_on);
}

Json filters_json(const FilterPrices& prices) {
    Json json;
    for (std::size_t i = 0; i < kPricedFilterCount; ++i)
        json[std::string{to_string(filter_at(i))}] = price_json(prices[i]);
    return json;
}

FilterPrices filter_prices_in(const Json& json) {
    FilterPrices prices;
    for (std::size_t i = 0; i < kPricedFilterCount; ++i) {
        const Json& one = json.at(std::string{to_string(filter_at(i))});
        FilterPrice& price = prices[i];
        price.in_flight = one.at("in_flight");
        for (std::size_t result = 0; result < kTradeResultCount; ++result)
            price.results[result] = one.at("results").at(std::string{to_string(static_cast<TradeResult>(result))});
        price.phantoms = one.at("quarantined");
        price.not_followed = one.at("not_followed");
        price.acted_later = one.at("acted_later");
        price.net_usd = dollars_in(one, "net_usd");
        price.instead_usd = dollars_in(one, "instead_usd");
        price.squares = one.at("sum_of_squares");
    }
    return prices;
}

Json advice_json(const TraderReport& trader) {
    const auto telling = telling_filter(trader.metrics.filter_prices);
    return {{"filter", telling ? Json(to_string(*telling)) : Json(nullptr)}, {"words", advice_on(trader)}};
}

}  // namespace dexarb
