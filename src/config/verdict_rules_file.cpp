#include "dexarb/config/verdict_rules_file.hpp"

#include "dexarb/config/json_reader.hpp"
#include "dexarb/metrics/plausibility.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kMostTrades = 2'000;  // what statistics keep of a configuration
constexpr std::uint64_t kMostDays = 365;
constexpr std::uint64_t kMostUsd = 1'000'000;

std::optional<double> dollars_at(const JsonReader& reader, std::string_view key) {
    const auto found = reader.find(key);
    const auto micro = found ? found->scaled(6, kMostUsd) : std::nullopt;
    return micro ? std::optional{static_cast<double>(*micro) / 1e6} : std::nullopt;
}

std::optional<double> rate_at(const JsonReader& reader, std::string_view key) {
    const auto found = reader.find(key);
    return found ? found->rate() : std::nullopt;
}

std::optional<std::uint64_t> count_at(const JsonReader& reader, std::string_view key, std::uint64_t least,
                                      std::uint64_t most) {
    const auto found = reader.find(key);
    return found ? found->whole(least, most) : std::nullopt;
}

bool flag_at(const JsonReader& reader, std::string_view key) {
    const auto found = reader.find(key);
    return found && found->boolean().value_or(false);
}

bool asks_anything(const VerdictRules& rules) {
    return rules.min_trades || rules.min_days || rules.max_adjusted_p || rules.min_survival_mean_usd ||
           rules.max_day_share || rules.max_net_usd_per_day;
}

}  // namespace

VerdictRules usual_verdict_rules() {
    return {100, 7, 0.05, 0.0, 0.5, kMostMarketShare * kMarketUsdPerDay, true, true};
}

Result<VerdictRules> read_verdict_rules(const JsonNode& document, const std::string& file) {
    Problems problems{file};
    VerdictRules rules;
    const JsonReader reader{document, problems};
    if (reader.object({"$schema", "min_trades", "min_days", "max_adjusted_p", "min_survival_mean_usd", "max_day_share",
                       "max_net_usd_per_day", "require_parity", "require_digest"})) {
        // Fewer trades carry no ratio, and of days nothing is said below these.
        rules.min_trades = count_at(reader, "min_trades", kFewestTrades, kMostTrades);
        rules.min_days = count_at(reader, "min_days", 1, kMostDays);
        rules.max_adjusted_p = rate_at(reader, "max_adjusted_p");
        rules.min_survival_mean_usd = dollars_at(reader, "min_survival_mean_usd");
        rules.max_day_share = rate_at(reader, "max_day_share");
        rules.max_net_usd_per_day = dollars_at(reader, "max_net_usd_per_day");
        rules.require_parity = flag_at(reader, "require_parity");
        rules.require_digest = flag_at(reader, "require_digest");
        if (problems.count() == 0 && !asks_anything(rules))
            reader.refuse(
                "asks nothing of a configuration, so that any would pass: name at least one of min_trades, "
                "min_days, max_adjusted_p, min_survival_mean_usd, max_day_share, max_net_usd_per_day");
    }
    if (problems.count() > 0) return problems.error();
    return rules;
}

Result<VerdictRules> load_verdict_rules(const std::string& path) {
    const auto document = load_json(path);
    if (!document) return document.error();
    return read_verdict_rules(*document, path);
}

}  // namespace dexarb
