#include "dexarb/config/strategy_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "dexarb/config/decimal.hpp"
#include "dexarb/config/nearest_name.hpp"

namespace dexarb {
namespace {

constexpr unsigned kUsdPlaces = 6;
constexpr unsigned kGweiPlaces = 9;
constexpr unsigned kPercentPlaces = 4;  // percent to parts per million
constexpr std::uint64_t kMostDollars = 1'000'000'000;
constexpr std::uint64_t kMostGwei = 1'000'000;
constexpr std::uint64_t kMostMilliseconds = 600'000;
constexpr std::uint64_t kMostCounted = 1'000'000;

using Market = MarketDefinition;

template <auto Member>
void read_usd(const JsonReader& value, const Market&, StrategyConfig& config) {
    if (const auto usd = value.scaled(kUsdPlaces, kMostDollars)) config.*Member = {static_cast<std::int64_t>(*usd)};
}

template <auto Member>
void read_positive_usd(const JsonReader& value, const Market&, StrategyConfig& config) {
    const auto usd = value.scaled(kUsdPlaces, kMostDollars);
    if (usd && *usd == 0) return value.refuse("0 is impossible: nothing would ever trade");
    if (usd) config.*Member = {static_cast<std::int64_t>(*usd)};
}

template <auto Member>
std::string show_usd(const StrategyConfig& config, const Market&) {
    return format_scaled(static_cast<std::uint64_t>((config.*Member).value), kUsdPlaces);
}

template <auto Member>
void read_gwei(const JsonReader& value, const Market&, StrategyConfig& config) {
    if (const auto wei = value.scaled(kGweiPlaces, kMostGwei)) config.*Member = *wei;
}

template <auto Member>
std::string show_gwei(const StrategyConfig& config, const Market&) {
    return format_scaled(config.*Member, kGweiPlaces);
}

template <auto Member>
void read_milliseconds(const JsonReader& value, std::uint64_t least, StrategyConfig& config) {
    if (const auto time = value.whole(least, kMostMilliseconds))
        config.*Member = std::chrono::milliseconds{static_cast<std::int64_t>(*time)};
}

template <auto Member>
std::string show_milliseconds(const StrategyConfig& config, const Market&) {
    return std::to_string((config.*Member).count());
}

template <auto Member>
void read_count(const JsonReader& value, const Market&, StrategyConfig& config) {
    using Count = std::remove_reference_t<decltype(config.*Member)>;
    if (const auto count = value.whole(1, kMostCounted)) config.*Member = static_cast<Count>(*count);
}

template <auto Member>
std::string show_number(const StrategyConfig& config, const Market&) {
    return fmt::format("{}", config.*Member);
}

template <auto Member>
void read_switch(const JsonReader& value, const Market&, StrategyConfig& config) {
    if (const auto on = value.boolean()) config.*Member = *on;
}

void read_slippage(const JsonReader& value, const Market&, StrategyConfig& config) {
    if (const auto ppm = value.scaled(kPercentPlaces, 100)) config.max_slippage_ppm = static_cast<std::uint32_t>(*ppm);
}

std::string show_slippage(const StrategyConfig& config, const Market&) {
    return format_scaled(config.max_slippage_ppm, kPercentPlaces);
}

void read_premium(const JsonReader& value, const Market&, StrategyConfig& config) {
    if (const auto ppm = value.whole(0, kFeeUnit - 1)) config.flash_premium_ppm = static_cast<std::uint32_t>(*ppm);
}

void read_rate(const JsonReader& value, const Market&, StrategyConfig& config) {
    if (const auto rate = value.rate()) config.competition_rate = *rate;
}

void read_poll_interval(const JsonReader& value, const Market&, StrategyConfig& config) {
    read_milliseconds<&StrategyConfig::poll_interval>(value, 1, config);
}

void read_submit_latency(const JsonReader& value, const Market&, StrategyConfig& config) {
    read_milliseconds<&StrategyConfig::submit_latency>(value, 0, config);
}

std::vector<std::string> symbols_of(const Market& market) {
    std::vector<std::string> symbols;
    for (const auto& pair : market.pairs)
        symbols.push_back(pair.symbol);
    return symbols;
}

void read_pairs(const JsonReader& value, const Market& market, StrategyConfig& config) {
    std::vector<std::uint32_t> pairs;
    for (const auto& entry : value.list()) {
        const auto symbol = entry.string();
        if (!symbol) continue;
        const auto found = find_pair(market, *symbol);
        const auto pair = static_cast<std::uint32_t>(found.value_or(0));
        if (!found)
            entry.refuse(fmt::format("unknown pair \"{}\"{}", *symbol, suggestion(*symbol, symbols_of(market))));
        else if (std::ranges::find(pairs, pair) != pairs.end())
            entry.refuse(fmt::format("duplicate pair \"{}\"", *symbol));
        else
            pairs.push_back(pair);
    }
    if (value.node().kind == JsonNode::Kind::kArray && value.node().elements.empty())
        value.refuse("must name at least one pair");
    std::ranges::sort(pairs);
    if (!pairs.empty()) config.pairs = std::move(pairs);
}

std::string show_pairs(const StrategyConfig& config, const Market& market) {
    std::string text;
    for (const auto pair : config.pairs)
        text += (text.empty() ? "" : ",") + market.pairs[pair].symbol;
    return text;
}

void read_fill_model(const JsonReader& value, const Market&, StrategyConfig& config) {
    const auto name = value.string();
    if (!name) return;
    if (const auto model = fill_model_from_string(*name)) {
        config.fill_model = *model;
        return;
    }
    std::vector<std::string> known;
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        known.emplace_back(to_string(static_cast<FillModel>(i)));
    value.refuse(fmt::format("unknown fill model \"{}\"{}", *name, suggestion(*name, known)));
}

std::string show_fill_model(const StrategyConfig& config, const Market&) {
    return std::string{to_string(config.fill_model)};
}

using C = StrategyConfig;
constexpr std::array kFields{
    StrategyField{"min_profit_usd", read_usd<&C::min_profit_usd>, show_usd<&C::min_profit_usd>},
    StrategyField{"max_trade_size_usd", read_positive_usd<&C::max_trade_size_usd>, show_usd<&C::max_trade_size_usd>},
    StrategyField{"max_slippage_percent", read_slippage, show_slippage},
    StrategyField{"max_gas_price_gwei", read_gwei<&C::max_gas_price_wei>, show_gwei<&C::max_gas_price_wei>},
    StrategyField{"priority_fee_gwei", read_gwei<&C::priority_fee_wei>, show_gwei<&C::priority_fee_wei>},
    StrategyField{"pairs", read_pairs, show_pairs},
    StrategyField{"poll_interval_ms", read_poll_interval, show_milliseconds<&C::poll_interval>},
    StrategyField{"submit_latency_ms", read_submit_latency, show_milliseconds<&C::submit_latency>},
    StrategyField{"competition_rate", read_rate, show_number<&C::competition_rate>},
    StrategyField{"max_daily_trades", read_count<&C::max_daily_trades>, show_number<&C::max_daily_trades>},
    StrategyField{"max_consecutive_losses", read_count<&C::max_consecutive_losses>,
                  show_number<&C::max_consecutive_losses>},
    StrategyField{"daily_loss_limit_usd", read_positive_usd<&C::daily_loss_limit_usd>,
                  show_usd<&C::daily_loss_limit_usd>},
    StrategyField{"phantom_blocks", read_count<&C::phantom_blocks>, show_number<&C::phantom_blocks>},
    StrategyField{"flash_premium_ppm", read_premium, show_number<&C::flash_premium_ppm>},
    StrategyField{"fill_model", read_fill_model, show_fill_model},
    StrategyField{"simulate_slippage", read_switch<&C::simulate_slippage>, show_number<&C::simulate_slippage>},
    StrategyField{"simulate_gas_variance", read_switch<&C::simulate_gas_variance>,
                  show_number<&C::simulate_gas_variance>},
    StrategyField{"simulate_competition", read_switch<&C::simulate_competition>, show_number<&C::simulate_competition>},
};

}  // namespace

std::span<const StrategyField> strategy_fields() {
    return kFields;
}

std::vector<std::string> strategy_field_keys() {
    std::vector<std::string> keys;
    for (const auto& field : kFields)
        keys.emplace_back(field.key);
    return keys;
}

StrategyConfig built_in_strategy() {
    StrategyConfig config;
    config.min_profit_usd = {5'000'000};
    config.max_trade_size_usd = {1'000'000'000};
    config.max_gas_price_wei = 100'000'000'000;
    config.daily_loss_limit_usd = {100'000'000};
    return config;
}

void check_gas_cap(const StrategyConfig& config, std::string_view pointer, Problems& problems) {
    if (config.priority_fee_wei > config.max_gas_price_wei)
        problems.add(pointer, fmt::format("max_gas_price_gwei {} is below priority_fee_gwei {}: no block takes such a "
                                          "transaction (EIP-1559)",
                                          format_scaled(config.max_gas_price_wei, kGweiPlaces),
                                          format_scaled(config.priority_fee_wei, kGweiPlaces)));
}

}  // namespace dexarb
