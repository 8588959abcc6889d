#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/metrics/trade_samples.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// A run as a history names it.
struct HistoryRun {
    std::int64_t id = 0;
    std::string command;  ///< run or demo.
    std::string version;
    std::string ended;  ///< stopped, failed or crashed; empty where no end is written.
};

/// What one configuration did on one day, on one pair or through one route.
struct HistoryGroup {
    std::string key;
    std::string config;
    std::uint64_t actions = 0;
    std::array<std::uint64_t, kTradeResultCount> results{};
    MicroUsd net_usd;
    MicroUsd gross_usd;
    MicroUsd gas_usd;
    MicroUsd flash_fee_usd;
};

/// What stood open there, whoever acted.
struct HistoryEpisodes {
    std::string key;
    std::uint64_t opened = 0;
    MicroUsd best_net_usd;  ///< At the best size without a cap and the market's tip.
};

/// The books of a past run, or of a window of time, added up from its records.
struct HistoryReport {
    /// Version, market, assumptions, and the configurations with what records tell: results, sums, drawdown, models,
    /// funnel. `made_at` is the timestamp of the last block. What only a running process knows (today, pauses, runs of
    /// losses, the feed's requests) stays empty.
    RunReport report;
    std::optional<std::int64_t> run;  ///< Nothing for a window over all runs.
    std::optional<Timestamp> since;
    std::optional<Timestamp> until;
    std::vector<HistoryRun> runs;
    BlockNumber first_block = 0;
    BlockNumber last_block = 0;
    Timestamp first_at;
    Timestamp last_at;
    std::uint64_t uncertain_blocks = 0;  ///< On which a pool was not certain.
    std::string by;                      ///< day, pair, route; empty for no groups.
    std::vector<HistoryGroup> groups;    ///< By key, then by net.
    std::vector<HistoryEpisodes> episodes;
    std::vector<std::string> remarks;
    /// When the last run's newest report was made, whose survival, net edges, nearest miss and prices of filters stand
    /// in `report`; nothing where they were not asked for.
    std::optional<Timestamp> reported_at;
    std::vector<TradeSamples> samples;  ///< Of the report's configurations, in their order.
    std::vector<std::int64_t> epochs;   ///< The journal's numbers of them, in their order.
};

/// Puts what the trades support into the report, and returns it. Costs as much as `weigh`.
Evidence weigh_history(HistoryReport& history);

/// Plain ASCII text, no line wider than `kReportColumns`.
[[nodiscard]] std::string render_history(const HistoryReport& history);

/// The same as one line of JSON, without a line break. Configurations have the keys of a live report's.
[[nodiscard]] std::string history_json(const HistoryReport& history);

}  // namespace dexarb
