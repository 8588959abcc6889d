#include "dexarb/market/market_replica.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "dexarb/amm/concentrated_events.hpp"

namespace dexarb {
namespace {

Error contradiction(const char* what) {
    return {ErrorCode::kMalformed, what};
}

struct ChangeApplier {
    const PoolState& before;

    Result<PoolState> operator()(const SyncChange& sync) const {
        const auto* pool = std::get_if<ConstantProductState>(&before);
        if (pool == nullptr) return contradiction("a Sync of a pool with concentrated liquidity");
        if (sync.reserve0 > kMaxReserve || sync.reserve1 > kMaxReserve) return contradiction("a reserve above uint112");
        return ConstantProductState{sync.reserve0, sync.reserve1, pool->fee};
    }
    Result<PoolState> operator()(const InitializeChange& change) const {
        return concentrated(
            [&](const auto& pool) { return apply_initialize(pool, change.sqrt_price_x96, change.tick); });
    }
    Result<PoolState> operator()(const SwapChange& change) const {
        const SwapEvent event{change.sqrt_price_x96, change.liquidity, change.tick};
        return concentrated([&](const auto& pool) { return apply_swap(pool, event); });
    }
    Result<PoolState> operator()(const LiquidityChange& change) const {
        return concentrated([&](const auto& pool) {
            return apply_liquidity(pool, change.tick_lower, change.tick_upper, change.liquidity_delta);
        });
    }

  private:
    template <typename Apply>
    Result<PoolState> concentrated(Apply apply) const {
        const auto* pool = std::get_if<ConcentratedState>(&before);
        if (pool == nullptr) return contradiction("an event of concentrated liquidity at a constant-product pool");
        auto after = apply(*pool);
        if (!after) return std::move(after).error();
        return PoolState{*std::move(after)};
    }
};

bool in_log_order(const PoolEvent& a, const PoolEvent& b) {
    return a.log_index < b.log_index && a.transaction_index <= b.transaction_index;
}

std::span<const Tick> ticks_within(const TickMap& map, WordRange words) {
    const auto ticks = map.ticks();
    const auto word_of = [&](const Tick& tick) { return bitmap_word(tick.index, map.spacing()); };
    const auto first = std::ranges::lower_bound(ticks, words.first, {}, word_of);
    const auto last = std::ranges::upper_bound(ticks, words.last, {}, word_of);
    return ticks.subspan(static_cast<std::size_t>(first - ticks.begin()), static_cast<std::size_t>(last - first));
}

bool agree_where_known(const TickMap& known, const TickMap& wider) {
    const WordRange words = known.known();
    if (known.spacing() != wider.spacing()) return false;
    if (words.last < words.first) return true;
    if (!wider.known().contains(words.first) || !wider.known().contains(words.last)) return false;
    return std::ranges::equal(known.ticks(), ticks_within(wider, words));
}

/// The places that are set, ascending.
template <typename Index>
std::vector<Index> indices_of(const std::vector<bool>& set) {
    std::vector<Index> indices;
    indices.reserve(static_cast<std::size_t>(std::ranges::count(set, true)));
    for (std::size_t i = 0; i < set.size(); ++i)
        if (set[i]) indices.push_back(Index(i));
    return indices;
}

}  // namespace

Result<PoolState> changed_by(const PoolState& before, const PoolChange& change) {
    return std::visit(ChangeApplier{before}, change);
}

MarketReplica::MarketReplica(MarketDefinitionPtr market, std::size_t depth)
    : market_{std::move(market)}, sources_{market_}, depth_{depth} {
    draft_.open.resize(market_->pools.size());
    draft_.touched.resize(market_->pools.size());
}

SnapshotPtr MarketReplica::start(const BlockHeader& header, Timestamp arrival,
                                 std::vector<std::optional<PoolState>> states, bool late) {
    MarketSnapshot first = draft_start(header, arrival, std::move(states));
    first.after_gap = true;
    first.late = late;
    publish(std::move(first));
    return head_;
}

SnapshotPtr MarketReplica::resume(const BlockHeader& header, Timestamp arrival,
                                  std::vector<std::optional<PoolState>> states,
                                  std::span<const BlockNumber> last_events) {
    check(last_events.size() == market_->pools.size(), "the last event of every pool is known");
    MarketSnapshot first = draft_start(header, arrival, std::move(states));
    for (std::size_t i = 0; i < last_events.size(); ++i)
        if (state(PoolIndex(i)) != nullptr)
            edit(PoolIndex(i)).last_event_block = std::min(last_events[i], header.id.number);
    publish(std::move(first));
    return head_;
}

MarketSnapshot MarketReplica::draft_start(const BlockHeader& header, Timestamp arrival,
                                          std::vector<std::optional<PoolState>> states) {
    check(states.size() == market_->pools.size(), "a start has one state or none for every pool");
    drop_draft();
    broken_.clear();
    history_.clear();
    const auto no_pools = std::make_shared<const PoolTable>(states.size());
    auto prices = std::make_shared<PriceTable>();
    for (std::size_t i = 0; i < market_->tokens.size(); ++i)
        prices->push_back(sources_.price(TokenIndex(i), *no_pools));
    MarketSnapshot first;
    first.market = market_;
    first.header = header;
    first.arrival = arrival;
    first.pools = no_pools;
    first.prices = std::move(prices);
    head_ = std::make_shared<const MarketSnapshot>(first);
    for (std::size_t i = 0; i < states.size(); ++i)
        if (states[i]) trust(PoolIndex(i), *std::move(states[i]));
    return first;
}

Result<SnapshotPtr> MarketReplica::apply(const BlockUpdate& update) {
    if (auto follows = check_follows(update); !follows) return std::move(follows).error();
    for (const PoolEvent& event : update.events)
        apply(event, update.header.id.number);
    MarketSnapshot next;
    next.market = market_;
    next.header = update.header;
    next.arrival = update.arrival;
    next.late = update.late;
    next.pools = head_->pools;
    next.prices = head_->prices;
    publish(std::move(next));
    return head_;
}

Result<void> MarketReplica::check_follows(const BlockUpdate& update) const {
    if (!head_) return Error{ErrorCode::kInvalidInput, "a block before the start"};
    const BlockHeader& head = head_->header;
    if (update.header.parent != head.id.hash || update.header.id.number != head.id.number + 1)
        return Error{ErrorCode::kInvalidInput, "block " + std::to_string(update.header.id.number) +
                                                   " is not the child of block " + std::to_string(head.id.number)};
    if (update.arrival <= head_->arrival)
        return Error{ErrorCode::kInvalidInput, "a block that arrives before its parent"};
    const auto known = [&](const PoolEvent& event) { return position(event.pool) < market_->pools.size(); };
    if (!std::ranges::all_of(update.events, known)) return Error{ErrorCode::kInvalidInput, "a log of an unknown pool"};
    const auto disorder = std::ranges::adjacent_find(
        update.events, [](const PoolEvent& a, const PoolEvent& b) { return !in_log_order(a, b); });
    if (disorder != update.events.end()) return Error{ErrorCode::kMalformed, "logs are out of order"};
    return {};
}

void MarketReplica::apply(const PoolEvent& event, BlockNumber block) {
    if (!draft_pool(event.pool)) return;
    Pool& pool = edit(event.pool);
    auto after = changed_by(pool.state, event.change);
    if (after) {
        pool.state = *std::move(after);
        pool.last_event_block = block;
        return;
    }
    replace(event.pool, nullptr);
    broken_.push_back(event.pool);
}

bool MarketReplica::undo_to(const BlockId& block) {
    if (!knows(block)) return false;
    history_.resize(block.number - history_.front()->number() + 1);
    head_ = history_.back();
    drop_draft();
    broken_.clear();
    return true;
}

bool MarketReplica::knows(const BlockId& block) const {
    return block_at(block.number) == block;
}

std::optional<BlockId> MarketReplica::block_at(BlockNumber number) const {
    const BlockHeader* header = header_at(number);
    if (header == nullptr) return std::nullopt;
    return header->id;
}

const BlockHeader* MarketReplica::header_at(BlockNumber number) const {
    if (history_.empty() || number < history_.front()->number() || number > head_->number()) return nullptr;
    return &history_[number - history_.front()->number()]->header;
}

std::optional<BlockId> MarketReplica::oldest() const {
    if (history_.empty()) return std::nullopt;
    return history_.front()->header.id;
}

void MarketReplica::distrust(PoolIndex pool) {
    if (draft_pool(pool)) replace(pool, nullptr);
}

void MarketReplica::trust(PoolIndex pool, PoolState state) {
    auto fresh = std::make_shared<Pool>();
    fresh->state = std::move(state);
    fresh->last_event_block = head_->number();
    replace(pool, std::move(fresh));
}

bool MarketReplica::extend_ticks(PoolIndex pool, std::shared_ptr<const TickMap> ticks) {
    const PoolState* before = state(pool);
    const auto* concentrated = before == nullptr ? nullptr : std::get_if<ConcentratedState>(before);
    if (concentrated == nullptr || !agree_where_known(*concentrated->ticks, *ticks)) return false;
    std::get<ConcentratedState>(edit(pool).state).ticks = std::move(ticks);
    return true;
}

const PoolState* MarketReplica::state(PoolIndex pool) const {
    if (!head_) return nullptr;
    const auto& entry = draft_pool(pool);
    return entry ? &entry->state : nullptr;
}

std::vector<PoolIndex> MarketReplica::take_broken() {
    return std::exchange(broken_, {});
}

const std::shared_ptr<const Pool>& MarketReplica::draft_pool(PoolIndex pool) const {
    return draft_.pools ? (*draft_.pools)[position(pool)] : (*head_->pools)[position(pool)];
}

void MarketReplica::open_draft() {
    check(head_ != nullptr, "a change of pools before the start");
    if (!draft_.pools) draft_.pools = std::make_shared<PoolTable>(*head_->pools);
}

Pool& MarketReplica::edit(PoolIndex pool) {
    if (Pool* open = draft_.open[position(pool)]) return *open;
    replace(pool, std::make_shared<Pool>(*draft_pool(pool)));
    return *draft_.open[position(pool)];
}

void MarketReplica::replace(PoolIndex pool, std::shared_ptr<Pool> with) {
    open_draft();
    draft_.open[position(pool)] = with.get();
    (*draft_.pools)[position(pool)] = std::move(with);
    draft_.touched[position(pool)] = true;
}

std::shared_ptr<const PriceTable> MarketReplica::priced_draft(std::span<const PoolIndex> touched) {
    std::vector<bool> is_moved(market_->tokens.size());
    for (const PoolIndex index : touched) {
        const auto token = sources_.priced_token(index);
        if (!token) continue;
        if (Pool* pool = draft_.open[position(index)]) pool->mid_atto_usd = sources_.mid(index, pool->state);
        is_moved[position(*token)] = true;
    }
    std::shared_ptr<PriceTable> changed;
    for (const TokenIndex token : indices_of<TokenIndex>(is_moved)) {
        auto price = sources_.price(token, *draft_.pools);
        if (price == head_->price(token)) continue;
        if (!changed) changed = std::make_shared<PriceTable>(*head_->prices);
        (*changed)[position(token)] = std::move(price);
    }
    if (!changed) return head_->prices;
    return changed;
}

void MarketReplica::publish(MarketSnapshot snapshot) {
    if (draft_.pools) {
        snapshot.changed = indices_of<PoolIndex>(draft_.touched);
        snapshot.prices = priced_draft(snapshot.changed);
        snapshot.pools = std::move(draft_.pools);
        drop_draft();
    }
    head_ = std::make_shared<const MarketSnapshot>(std::move(snapshot));
    history_.push_back(head_);
    if (history_.size() > depth_ + 1) history_.pop_front();
}

void MarketReplica::drop_draft() {
    std::ranges::fill(draft_.open, nullptr);
    draft_.touched.assign(draft_.touched.size(), false);
    draft_.pools = nullptr;
}

}  // namespace dexarb
