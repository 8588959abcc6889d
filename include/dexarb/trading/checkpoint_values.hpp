#pragma once

#include "dexarb/arbitrage/checkpoint_values.hpp"
#include "dexarb/trading/ledger.hpp"
#include "dexarb/trading/reject.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

// Values of one configuration leave out which it is: it may have another place in the list when they are read.

template <typename Archive>
void persist(Archive& archive, Is<Reject> auto& reject) {
    archive(reject.episode, reject.block, reject.reason, reject.net_usd);
    if constexpr (Archive::kReads) reject.config = ConfigIndex{archive.owner()};
}

template <typename Archive>
void persist(Archive& archive, Is<ModelOutcome> auto& model) {
    archive(model.result, model.amount_out, model.gross_usd, model.gas_usd, model.flash_fee_usd, model.net_usd);
    if constexpr (Archive::kReads) {
        if (static_cast<std::size_t>(model.result) < kTradeResultCount) return;
        archive.fail();
        model.result = TradeResult::kUnknown;
    }
}

template <typename Archive>
void persist(Archive& archive, Is<SimulatedTradeAction> auto& action) {
    archive(action.episode, action.decided_on, action.decided_at, action.due, action.quote, action.certificate_gap,
            action.min_out, action.loan_fee, action.gas_units, action.max_fee_wei, action.priority_fee_wei,
            action.expected_net_usd, action.legacy, action.instant);
    if constexpr (Archive::kReads) action.config = ConfigIndex{archive.owner()};
}

template <typename Archive>
void persist(Archive& archive, Is<TradeOutcome> auto& outcome) {
    archive(outcome.episode, outcome.decided_on, outcome.inclusion_block, outcome.inclusion_time, outcome.primary,
            outcome.models, outcome.draw);
    if constexpr (Archive::kReads) outcome.config = ConfigIndex{archive.owner()};
}

template <typename Archive>
void persist(Archive& archive, Is<LedgerEntry> auto& entry) {
    archive(entry.kind, entry.block, entry.day, entry.pool);
    bool has_outcome = entry.outcome != nullptr;
    archive(has_outcome);
    if (has_outcome) archive(entry.outcome);
    if constexpr (Archive::kReads)
        if (!has_outcome && entry.is_of_outcome()) archive.fail();
}

}  // namespace dexarb
