#include "dexarb/metrics/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dexarb {
namespace {

/// Shorter records are not taken to the day at their face: an hour is the least.
constexpr double kLeastDays = 1.0 / 24.0;

bool all_pass(const std::vector<Gate>& gates) {
    return std::ranges::all_of(gates, &Gate::passes);
}

/// At least `limit` of something counted.
Gate at_least(GateKind kind, std::uint64_t figure, std::uint64_t limit) {
    Gate gate{kind, figure >= limit, static_cast<double>(figure), static_cast<double>(limit), {}, {}};
    if (!gate.passes) gate.needed = gate.limit - *gate.figure;
    return gate;
}

Gate adjusted_p(const TradeEvidence& trades, const std::optional<double>& bar, double limit) {
    const auto& trial = trades.trial;
    Gate gate{GateKind::kAdjustedP, false, {}, limit, {}, {}};
    if (trial.p_holm && trial.p_resampled) gate.figure = std::max(*trial.p_holm, *trial.p_resampled);
    gate.passes = gate.figure && *gate.figure <= limit;
    // t grows with the root of the trades.
    if (!gate.passes && trial.t && bar && *trial.t > 0.0 && *bar > *trial.t)
        gate.needed = std::ceil(static_cast<double>(trades.trades) * (*bar / *trial.t) * (*bar / *trial.t));
    return gate;
}

Gate survival(const TradeEvidence& trades, double limit) {
    const auto& interval = trades.survival_interval;
    Gate gate{GateKind::kSurvival, interval && interval->low > limit, {}, limit, {}, {}};
    if (!interval) return gate;
    gate.figure = interval->low;
    // The interval narrows with the root of the trades.
    const double above = (interval->low + interval->high) / 2.0 - limit;
    const double half = (interval->high - interval->low) / 2.0;
    if (!gate.passes && above > 0.0)
        gate.needed = std::ceil(static_cast<double>(trades.trades) * (half / above) * (half / above));
    return gate;
}

Gate day_share(const TradeEvidence& trades, double net_usd, double limit) {
    const auto& share = trades.largest_day_share;
    Gate gate{GateKind::kDayShare, share && *share <= limit, share, limit, {}, {}};
    if (!gate.passes && share && limit > 0.0) gate.needed = net_usd * (*share / limit - 1.0);
    return gate;
}

std::vector<Gate> judge_config(const TradeEvidence& trades, const std::optional<double>& bar, double net_usd,
                               double days, const VerdictRules& rules) {
    std::vector<Gate> gates;
    if (rules.min_trades) gates.push_back(at_least(GateKind::kTrades, trades.trades, *rules.min_trades));
    if (rules.min_days) gates.push_back(at_least(GateKind::kDays, trades.days, *rules.min_days));
    if (rules.max_adjusted_p) gates.push_back(adjusted_p(trades, bar, *rules.max_adjusted_p));
    if (rules.min_survival_mean_usd) gates.push_back(survival(trades, *rules.min_survival_mean_usd));
    if (rules.max_day_share) gates.push_back(day_share(trades, net_usd, *rules.max_day_share));
    if (rules.max_net_usd_per_day) {
        const double per_day = net_usd / std::max(days, kLeastDays);
        gates.push_back(
            {GateKind::kNetPerDay, per_day <= *rules.max_net_usd_per_day, per_day, *rules.max_net_usd_per_day, {}, {}});
    }
    return gates;
}

std::vector<Gate> judge_record(const RecordFacts& record, const VerdictRules& rules) {
    std::vector<Gate> gates{{GateKind::kMarket, !record.market_is_simulated, {}, 0.0, {}, {}},
                            {GateKind::kJournal, !record.incomplete_from, {}, 0.0, {}, {}}};
    if (record.incomplete_from) gates.back().figure = static_cast<double>(*record.incomplete_from);
    if (rules.require_parity) {
        Gate gate{GateKind::kParity,
                  record.parity.checks > 0 && record.parity.agreed == record.parity.checks,
                  {},
                  1.0,
                  {},
                  {}};
        if (record.parity.checks > 0)
            gate.figure = static_cast<double>(record.parity.agreed) / static_cast<double>(record.parity.checks);
        gates.push_back(std::move(gate));
    }
    if (rules.require_digest)
        gates.push_back({GateKind::kDigest, record.digest_verified, {}, 0.0, {}, record.digest_note});
    return gates;
}

}  // namespace

std::string_view to_string(GateKind kind) {
    constexpr std::array<std::string_view, 10> kNames{"trades",      "days",   "adjusted_p", "survival", "day_share",
                                                      "net_per_day", "market", "journal",    "parity",   "digest"};
    return kNames[static_cast<std::size_t>(kind)];
}

bool Verdict::passes(std::size_t config) const {
    return all_pass(record) && all_pass(configs[config]);
}

bool Verdict::passes() const {
    for (std::size_t i = 0; i < configs.size(); ++i)
        if (passes(i)) return true;
    return false;
}

Verdict judge(const Evidence& evidence, std::span<const double> nets_usd, const RecordFacts& record,
              const VerdictRules& rules) {
    Verdict verdict{judge_record(record, rules), {}};
    for (std::size_t i = 0; i < evidence.configs.size(); ++i)
        verdict.configs.push_back(judge_config(evidence.configs[i], evidence.bar, nets_usd[i], record.days, rules));
    return verdict;
}

}  // namespace dexarb
