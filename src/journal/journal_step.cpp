#include "dexarb/journal/journal_step.hpp"

#include <span>
#include <utility>

namespace dexarb {
namespace {

/// A pool, its control block and what a V3 state holds.
constexpr std::size_t kStateBytes = 256;
/// What a record holds outside of itself: a quote of two or three hops, or nothing.
constexpr std::size_t kRecordBytes = 96;

std::optional<U256> atto_usd(const std::optional<UsdPrice>& price) {
    return price ? std::optional{price->atto_usd} : std::nullopt;
}

BlockPrices prices_of(const MarketSnapshot& snapshot, const Route& route) {
    return {snapshot.header.base_fee_wei, atto_usd(snapshot.native_price()), atto_usd(snapshot.price(route.start))};
}

HopStates states_of(const MarketSnapshot& snapshot, const Route& route) {
    HopStates states;
    states.reserve(route.hops.size());
    for (const Hop& hop : route.hops)
        states.push_back((*snapshot.pools)[position(hop.pool)]);
    return states;
}

/// Makes a record of each record of the engine; `snapshot` is the block of this step, null at the end of a run.
class RecordMaker {
  public:
    RecordMaker(const MarketSnapshot* snapshot, const RouteBook* routes) : snapshot_{snapshot}, routes_{routes} {}

    JournalRecord operator()(const EpisodeChange& change) const {
        const Route& route = route_of(change.opportunity.episode);
        if (snapshot_ == nullptr) return OpportunityRecord{change, {}, {}};
        const bool is_seen = change.phase != EpisodePhase::kClose;
        return OpportunityRecord{change, is_seen ? states_of(*snapshot_, route) : HopStates{},
                                 prices_of(*snapshot_, route)};
    }
    JournalRecord operator()(const Reject& reject) const { return reject; }
    JournalRecord operator()(const SimulatedTradeAction& action) const {
        const Route& route = route_of(action.episode);
        const MarketSnapshot& decided_on = *action.decided_on;
        ActionRecord record{action, decided_on.header, states_of(decided_on, route), prices_of(decided_on, route)};
        record.action.decided_on = nullptr;
        return record;
    }
    JournalRecord operator()(const TradeOutcome& outcome) const {
        if (snapshot_ == nullptr || !outcome.inclusion_block) return OutcomeRecord{outcome, {}, {}};
        const Route& route = route_of(outcome.episode);
        return OutcomeRecord{outcome, states_of(*snapshot_, route), prices_of(*snapshot_, route)};
    }
    JournalRecord operator()(const Correction& correction) const { return correction; }

  private:
    const Route& route_of(const EpisodeId& episode) const { return routes_->route(episode.route); }

    const MarketSnapshot* snapshot_;
    const RouteBook* routes_;
};

std::vector<JournalRecord> records_of(std::span<const EngineRecord> records, const RecordMaker& make) {
    std::vector<JournalRecord> list;
    list.reserve(records.size());
    for (const EngineRecord& record : records)
        list.push_back(std::visit(make, record));
    return list;
}

JournalBlock block_of(const MarketSnapshot& snapshot) {
    JournalBlock block{
        snapshot.header, snapshot.arrival, snapshot.late, snapshot.after_gap, atto_usd(snapshot.native_price()), 0, {}};
    for (std::size_t i = 0; i < snapshot.pools->size(); ++i)
        if ((*snapshot.pools)[i] == nullptr) block.uncertain_pools.push_back(PoolIndex(i));
    block.certain_pools = snapshot.pools->size() - block.uncertain_pools.size();
    return block;
}

/// What it has of its own beside its predecessor.
std::size_t weight_of(const MarketSnapshot& snapshot) {
    const std::size_t tables = snapshot.pools->size() * sizeof(PoolTable::value_type) +
                               snapshot.prices->size() * sizeof(PriceTable::value_type);
    const std::size_t changed = snapshot.changed.size();
    return sizeof(MarketSnapshot) + (changed == 0 ? 0 : tables) + changed * (sizeof(PoolIndex) + kStateBytes);
}

}  // namespace

JournalStep journal_step(const EngineStep& step, const RouteBook& routes) {
    const auto* block = std::get_if<SnapshotPtr>(&step.what);
    const MarketSnapshot* snapshot = block == nullptr ? nullptr : block->get();
    JournalStep plain{EndOfRun{}, records_of(*step.records, {snapshot, &routes}), {}};
    if (snapshot != nullptr) plain.what = block_of(*snapshot);
    if (const auto* undone = std::get_if<Undone>(&step.what)) plain.what = *undone;
    return plain;
}

JournalReport journal_report(const Engine& engine, RunReport report) {
    JournalReport taken{report.made_at, {}, std::move(report)};
    taken.report.traders.clear();
    for (std::size_t i = 0; i < engine.configs().size(); ++i)
        taken.metrics.push_back(engine.metrics(ConfigIndex(i)));
    return taken;
}

std::size_t weight_of(const EngineStep& step) {
    std::size_t bytes = sizeof(EngineStep);
    bytes += step.records->size() * (sizeof(EngineRecord) + kRecordBytes);
    if (const auto* block = std::get_if<SnapshotPtr>(&step.what)) bytes += weight_of(**block);
    return bytes;
}

}  // namespace dexarb
