#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/metrics/evidence.hpp"
#include "dexarb/metrics/feed_status.hpp"

namespace dexarb {

/// What a configuration must show before money follows it. A rule that is absent is not asked.
struct VerdictRules {
    std::optional<std::uint64_t> min_trades;
    std::optional<std::uint64_t> min_days;        ///< UTC days with a trade.
    std::optional<double> max_adjusted_p;         ///< Of Holm's and the max-t test's the higher one.
    std::optional<double> min_survival_mean_usd;  ///< The interval of the mean under `survival` lies above this.
    std::optional<double> max_day_share;          ///< Of the profit, made on the best day.
    std::optional<double> max_net_usd_per_day;    ///< What nobody makes is a mistake.
    bool require_parity = true;                   ///< Every audited value agreed with the chain, and some were.
    bool require_digest = true;                   ///< The recordings, replayed, decide as the runs did.
};

/// What is known of the record that the trades stand in.
struct RecordFacts {
    bool market_is_simulated = false;
    std::optional<BlockNumber> incomplete_from;  ///< From here on the journal misses what the run did.
    double days = 0.0;                           ///< From the first block to the last.
    Parity parity;
    bool digest_verified = false;
    std::string digest_note;  ///< What was verified, or why it was not.
};

enum class GateKind : std::uint8_t {
    // Of a configuration.
    kTrades,
    kDays,
    kAdjustedP,
    kSurvival,
    kDayShare,
    kNetPerDay,
    // Of the record.
    kMarket,
    kJournal,
    kParity,
    kDigest,
};
/// "adjusted_p".
[[nodiscard]] std::string_view to_string(GateKind kind);

/// One rule and what the data say to it.
struct Gate {
    GateKind kind{};
    bool passes = false;
    std::optional<double> figure;  ///< Nothing where the data do not carry it.
    double limit = 0.0;            ///< Of those that have one.
    /// What would be needed, as far as it can be told: trades in all at the same mean and deviation for `kAdjustedP`
    /// and `kSurvival`, more trades, more days, dollars on other days for `kDayShare`.
    std::optional<double> needed;
    std::string note;  ///< Of the record.
};

struct Verdict {
    std::vector<Gate> record;                ///< Those that hold for all configurations.
    std::vector<std::vector<Gate>> configs;  ///< In the order given.

    /// All gates of the record and all of its own.
    [[nodiscard]] bool passes(std::size_t config) const;
    [[nodiscard]] bool passes() const;  ///< At least one does.
};

/// Holds what the trades of all configurations support against the rules; `nets_usd` is what each netted in all. A
/// simulated market and a journal with gaps never pass.
[[nodiscard]] Verdict judge(const Evidence& evidence, std::span<const double> nets_usd, const RecordFacts& record,
                            const VerdictRules& rules);

}  // namespace dexarb
