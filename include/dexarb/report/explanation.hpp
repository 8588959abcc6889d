#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/report/run_report.hpp"
#include "dexarb/trading/limits.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Where one configuration stood before an opportunity, and what its record says of it.
struct ConfigStand {
    StrategyConfig config;
    std::optional<Timestamp> next_arrival;  ///< Of the block after N.
    DayCounters today;
    std::uint32_t losses_in_a_row = 0;
    std::optional<RejectReason> limit;  ///< That had stopped it.
    bool had_acted = false;             ///< On this episode, before N.
    std::string recorded;               ///< "acted", "stopped by min_profit", "stopped by gas_above_cap since block 7".
};

/// One end of an action as it was booked.
struct ExplainedOutcome {
    std::int64_t row = 0;
    TradeOutcome outcome;
    SnapshotPtr included;  ///< M, of the route's pools alone; null where the run ended before one.
    std::vector<std::string> amended_by;
};

/// One opportunity or action with the states and prices that it came from, as a journal keeps them. Its market holds
/// the route's pools alone, and a token of its own for the native one.
struct Explanation {
    std::string id;
    std::string row;  ///< "action:17".
    std::int64_t run = 0;
    std::string route_text;
    Route route;
    Assumptions assumptions;
    SnapshotPtr decided_on;  ///< N; without pools where the journal has none of it.
    std::string phase;       ///< Of an opportunity.
    std::optional<Opportunity> opportunity;
    std::vector<ConfigStand> stands;
    std::optional<SimulatedTradeAction> action;
    StrategyConfig config;  ///< Of the action.
    std::vector<ExplainedOutcome> outcomes;
    std::vector<std::string> notes;
};

/// Every number from the pools' state to the dollar, with its formula, recomputed by the program's own arithmetic and
/// held against the record. Text for a reader who checks by hand.
[[nodiscard]] std::string render_explanation(const Explanation& explanation);
[[nodiscard]] std::string explanation_json(const Explanation& explanation);

}  // namespace dexarb
