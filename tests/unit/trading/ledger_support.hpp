#pragma once

#include <memory>

#include "dexarb/trading/ledger.hpp"

namespace dexarb::testing {

inline constexpr UtcDay kMonday = UtcDay{std::chrono::days{20'000}};
inline constexpr UtcDay kTuesday = kMonday + std::chrono::days{1};

inline LedgerEntry action_on(UtcDay day, BlockNumber block = 1) {
    return {LedgerEntry::Kind::kAction, block, day, nullptr, {}};
}

inline OutcomePtr outcome_of(std::int64_t net, TradeResult result, UtcDay day, BlockNumber block = 1) {
    TradeOutcome outcome;
    outcome.inclusion_block = BlockId{block, {}};
    outcome.inclusion_time = day;
    outcome.primary.result = result;
    outcome.primary.gross_usd = {net};
    outcome.primary.net_usd = {net};
    return std::make_shared<const TradeOutcome>(outcome);
}

inline LedgerEntry settled(std::int64_t net, UtcDay day, TradeResult result = TradeResult::kFilled,
                           BlockNumber block = 1) {
    return {LedgerEntry::Kind::kOutcome, block, day, outcome_of(net, result, day, block), {}};
}

inline LedgerEntry lifted(UtcDay day, BlockNumber block = 1) {
    return {LedgerEntry::Kind::kLifted, block, day, nullptr, {}};
}

inline LedgerEntry quarantined(std::int64_t net, UtcDay filled, UtcDay judged, BlockNumber block = 1) {
    return {LedgerEntry::Kind::kQuarantine, block, judged, outcome_of(net, TradeResult::kFilled, filled, block), {}};
}

}  // namespace dexarb::testing
