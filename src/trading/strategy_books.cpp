// What a strategy keeps of its trades: books, fills that may be phantoms, and what it takes into a checkpoint.
#include "dexarb/trading/checkpoint_values.hpp"
#include "dexarb/trading/paper_trading_strategy.hpp"

namespace dexarb {

void PaperTradingStrategy::Books::apply(const LedgerEntry& entry) {
    limits.apply(entry);
    spent.apply(entry);
}

void PaperTradingStrategy::book(const OutcomePtr& outcome) {
    if (!is_booked(outcome->result())) return;
    books_.append({LedgerEntry::Kind::kOutcome, outcome->inclusion_block->number, outcome->day(), outcome, {}});
    if (outcome->result() == TradeResult::kFilled) quarantine_.watch(outcome);
}

void PaperTradingStrategy::resume_by_hand(BlockNumber newest, UtcDay day) {
    is_paused_ = false;
    if (limits().stop(day)) books_.append({LedgerEntry::Kind::kLifted, newest, day, nullptr, {}});
}

std::optional<Pause> PaperTradingStrategy::pause(UtcDay day) const {
    if (is_paused_) return Pause{RejectReason::kPausedByHand, std::nullopt};
    return limits().pause(day);
}

void PaperTradingStrategy::weigh_revert(const SimulatedTradeAction& action, const TradeOutcome& outcome,
                                        const MarketSnapshot& included, const MarketSnapshot* previous) {
    forgone_.add_reverted(action, outcome.net_usd(), forgone_terms(), included, previous);
}

std::vector<OutcomePtr> PaperTradingStrategy::judge_phantoms(const PoolUpdateEvent& event) {
    const MarketSnapshot& block = *event.snapshot;
    forgone_.judge_phantoms(event.scan.opportunities, block.number(), config_.phantom_blocks);
    auto moved = quarantine_.judge(event.scan.opportunities, block.number());
    for (const OutcomePtr& fill : moved)
        books_.append({LedgerEntry::Kind::kQuarantine, block.number(), day_of(block), fill, {}});
    return moved;
}

void PaperTradingStrategy::on_reread(PoolIndex pool, const MarketSnapshot& snapshot, const MarketSnapshot* previous) {
    const SpentPools& spent = books_.state().spent;
    const bool was_open = previous != nullptr && previous->pool(pool) != nullptr && !spent.is_spent(pool, *previous);
    if (was_open || !spent.is_known(pool) || spent.is_spent(pool, snapshot)) return;
    books_.append({LedgerEntry::Kind::kReread, snapshot.number(), day_of(snapshot), nullptr, pool});
}

void PaperTradingStrategy::strand(std::span<const OutcomePtr> stranded, BlockNumber fork) {
    for (const OutcomePtr& outcome : stranded)
        if (outcome->config == index_) books_.append({LedgerEntry::Kind::kStranded, fork, outcome->day(), outcome, {}});
    books_.make_final();
    quarantine_.forget_above(fork);
    forgone_.forget_above(fork);
}

std::vector<OutcomePtr> PaperTradingStrategy::undo_to(BlockNumber fork) {
    books_.undo_to(fork);
    forgone_.undo_to(fork);
    return quarantine_.undo_to(fork);
}

void PaperTradingStrategy::persist(auto& archive, auto& self) {
    FunnelCounter::persist(archive, self.funnel_);
    Quarantine::persist(archive, self.quarantine_);
    Ledger<Books>::persist(archive, self.books_);
    bool is_pending = !self.pending_.seen.empty();
    archive(self.is_paused_, is_pending);
    if (!is_pending) return;
    archive(self.pending_.block, self.pending_.decided_at, self.pending_.seen, self.pending_.rejects,
            self.pending_.actions, self.pending_.forgone);
}

void PaperTradingStrategy::save(CheckpointWriter& writer) const {
    forgone_.save(writer);
    persist(writer, *this);
}

void PaperTradingStrategy::load(CheckpointReader& reader) {
    forgone_.load(reader);
    persist(reader, *this);
}

}  // namespace dexarb
