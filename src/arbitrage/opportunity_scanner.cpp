#include "dexarb/arbitrage/opportunity_scanner.hpp"

#include <algorithm>
#include <deque>

#include "dexarb/arbitrage/checkpoint_values.hpp"

#include "arbitrage/episode_book.hpp"
#include "arbitrage/route_rates.hpp"
#include "arbitrage/route_sizing.hpp"

namespace dexarb {

namespace {

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

bool is_certain(const PoolTable& pools, const Route& route) {
    return std::all_of(route.hops.begin(), route.hops.end(),
                       [&](const Hop& hop) { return pools[position(hop.pool)] != nullptr; });
}

BlockNumber last_event(const MarketSnapshot& snapshot, const Route& route) {
    BlockNumber last = 0;
    for (const Hop& hop : route.hops)
        last = std::max(last, snapshot.pool(hop.pool)->last_event_block);
    return last;
}

template <typename Index>
void sort_each_once(std::vector<Index>& indices) {
    std::sort(indices.begin(), indices.end());
    indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
}

}  // namespace

class OpportunityScanner::State {
  public:
    State(const MarketDefinition& market, const RouteBook& routes, const ScannerOptions& options)
        : routes_(routes),
          options_(options),
          rates_(market, routes),
          sizes_(routes.routes().size()),
          episodes_(options.bridged_blocks) {}

    ScanResult scan(const MarketSnapshot& snapshot) {
        if (!history_.empty() && snapshot.number() <= history_.back().number) undo_to(snapshot.number() - 1);
        take_terms(snapshot);
        episodes_.start_block(snapshot.header.id);
        size_changed(snapshot);
        ScanResult result;
        result.pair_edges = edges_before_gas(snapshot);
        judge_all(snapshot, result);
        result.changes = episodes_.take_changes();
        if (!result.nearest_miss) result.nearest_miss = miss_before_gas(snapshot);
        remember(snapshot);
        return result;
    }

    void resume(const MarketSnapshot& snapshot) {
        take_terms(snapshot);
        size_changed(snapshot);
        remember(snapshot);
    }

    EpisodeBook& episodes() { return episodes_; }

    void undo_to(BlockNumber fork) {
        while (!history_.empty() && history_.back().number > fork)
            history_.pop_back();
        episodes_.undo_to(fork);
    }

  private:
    /// A block that was seen: which routes were certain on it.
    struct Seen {
        BlockNumber number = 0;
        std::shared_ptr<const PoolTable> pools;
    };
    struct Size {
        Sizing found;
        U256 tick_cost;  ///< At which it was found.
        [[nodiscard]] bool matters() const { return found.sized || !found.wants_ticks.empty(); }
    };

    void take_terms(const MarketSnapshot& snapshot) {
        terms_.gas_price_wei = saturating_sum(snapshot.header.base_fee_wei, options_.priority_fee_wei);
        terms_.gas = options_.gas;
    }

    void size(const MarketSnapshot& snapshot, RouteIndex index) {
        Size& size = sizes_[position(index)];
        const Route& route = routes_.route(index);
        size.found = find_size(snapshot, route, terms_);
        size.tick_cost = tick_cost(snapshot, route.start, terms_);
    }

    void size_changed(const MarketSnapshot& snapshot) {
        if (snapshot.pools != pools_) {
            for (const RouteIndex index : rates_.update(*snapshot.pools)) {
                if (rates_.may_profit(index))
                    size(snapshot, index);
                else
                    sizes_[position(index)].found = {};
                if (sizes_[position(index)].matters()) sized_.push_back(index);
            }
            pools_ = snapshot.pools;
            std::erase_if(sized_, [&](RouteIndex index) { return !sizes_[position(index)].matters(); });
            sort_each_once(sized_);
        }
        for (const RouteIndex index : sized_)
            if (is_stale(snapshot, index)) size(snapshot, index);
    }

    /// A size that ticks shaped, found when a tick cost something else.
    [[nodiscard]] bool is_stale(const MarketSnapshot& snapshot, RouteIndex index) const {
        const Size& size = sizes_[position(index)];
        return size.found.sized && size.found.sized->depends_on_gas &&
               size.tick_cost != tick_cost(snapshot, routes_.route(index).start, terms_);
    }

    void judge_all(const MarketSnapshot& snapshot, ScanResult& result) {
        if (sized_.empty() && episodes_.running().empty()) return;
        std::vector<RouteIndex> routes = sized_;
        for (const auto& [index, episode] : episodes_.running())
            routes.push_back(index);
        sort_each_once(routes);
        for (const RouteIndex index : routes)
            judge(snapshot, index, result);
        sort_each_once(result.wants_ticks);
    }

    void judge(const MarketSnapshot& snapshot, RouteIndex index, ScanResult& result) {
        const Route& route = routes_.route(index);
        const Size& size = sizes_[position(index)];
        result.wants_ticks.insert(result.wants_ticks.end(), size.found.wants_ticks.begin(),
                                  size.found.wants_ticks.end());
        if (!is_certain(*snapshot.pools, route) || !snapshot.price(route.start)) return episodes_.miss(index);
        if (!size.found.sized) return episodes_.shut(index);
        std::optional<Opportunity> opportunity = valued(snapshot, route, *size.found.sized);
        if (!opportunity) return episodes_.miss(index);
        if (opportunity->gas_usd) raise(result.pair_edges[route.pair], opportunity->net_usd);
        if (opportunity->net_usd <= MicroUsd{0}) {
            episodes_.shut(index);
            consider_miss(snapshot, index, opportunity->net_usd, result.nearest_miss);
            return;
        }
        episodes_.open(*opportunity, index, was_certain_before(snapshot, route), last_event(snapshot, route));
        result.opportunities.push_back(std::move(*opportunity));
    }

    /// Which pairs can be judged at all; what their routes are worth comes on top.
    [[nodiscard]] std::vector<PairEdge> edges_before_gas(const MarketSnapshot& snapshot) const {
        const auto& pairs = snapshot.market->pairs;
        std::vector<PairEdge> edges(pairs.size());
        if (!snapshot.native_price()) return edges;
        for (std::size_t i = 0; i < pairs.size(); ++i)
            if (rates_.has_route(i) && snapshot.price(pairs[i].quote)) edges[i].kind = PairEdge::Kind::kNoEdge;
        return edges;
    }

    static void raise(PairEdge& edge, MicroUsd net) {
        if (edge.kind == PairEdge::Kind::kNet && edge.net_usd >= net) return;
        edge = {PairEdge::Kind::kNet, net};
    }

    /// Nothing where the value leaves the range of MicroUsd.
    [[nodiscard]] std::optional<Opportunity> valued(const MarketSnapshot& snapshot, const Route& route,
                                                    const SizedRoute& sized) const {
        const auto gross =
            usd_difference(sized.quote.amount_out(), sized.quote.amount_in, *snapshot.price(route.start));
        if (!gross) return std::nullopt;
        Opportunity opportunity;
        opportunity.sized = sized;
        opportunity.gross_usd = *gross;
        opportunity.gas_units = gas_units(options_.gas, *snapshot.market, route, sized.quote.ticks_crossed);
        opportunity.gas_usd = gas_cost(opportunity.gas_units, terms_.gas_price_wei, snapshot.native_price());
        opportunity.net_usd = *gross - opportunity.gas_usd.value_or(MicroUsd{0});
        return opportunity;
    }

    void consider_miss(const MarketSnapshot& snapshot, RouteIndex index, MicroUsd net,
                       std::optional<NearestMiss>& nearest) const {
        if (nearest && nearest->net_usd >= net) return;
        nearest = NearestMiss{index, snapshot.number(), net, rates_.edge_ppm(index)};
    }

    [[nodiscard]] std::optional<NearestMiss> miss_before_gas(const MarketSnapshot& snapshot) const {
        const auto index = rates_.best_unprofitable();
        if (!index) return std::nullopt;
        const std::uint64_t units = gas_units(options_.gas, *snapshot.market, routes_.route(*index), 0);
        const auto gas = gas_cost(units, terms_.gas_price_wei, snapshot.native_price());
        if (!gas) return std::nullopt;
        return NearestMiss{*index, snapshot.number(), -*gas, rates_.edge_ppm(*index)};
    }

    /// The block before saw the route, so what opens now was closed then.
    [[nodiscard]] bool was_certain_before(const MarketSnapshot& snapshot, const Route& route) const {
        if (history_.empty() || snapshot.after_gap) return false;
        return history_.back().number + 1 == snapshot.number() && is_certain(*history_.back().pools, route);
    }

    void remember(const MarketSnapshot& snapshot) {
        history_.push_back({snapshot.number(), snapshot.pools});
        while (history_.front().number + EpisodeBook::kDepth < snapshot.number())
            history_.pop_front();
    }

    const RouteBook& routes_;
    ScannerOptions options_;
    SizingTerms terms_;
    RouteRates rates_;
    std::shared_ptr<const PoolTable> pools_;  ///< Of the newest scan.
    std::vector<Size> sizes_;
    std::vector<RouteIndex> sized_;  ///< Routes whose size matters, ascending.
    EpisodeBook episodes_;
    std::deque<Seen> history_;
};

OpportunityScanner::OpportunityScanner(MarketDefinitionPtr market, const RouteBook& routes, ScannerOptions options)
    : state_(std::make_unique<State>(*market, routes, options)) {}
OpportunityScanner::~OpportunityScanner() = default;
OpportunityScanner::OpportunityScanner(OpportunityScanner&&) noexcept = default;
OpportunityScanner& OpportunityScanner::operator=(OpportunityScanner&&) noexcept = default;

ScanResult OpportunityScanner::scan(const MarketSnapshot& snapshot) {
    return state_->scan(snapshot);
}

void OpportunityScanner::undo_to(BlockNumber fork) {
    state_->undo_to(fork);
}

void OpportunityScanner::save(CheckpointWriter& writer) const {
    EpisodeBook::persist(writer, std::as_const(state_->episodes()));
}

void OpportunityScanner::load(CheckpointReader& reader) {
    EpisodeBook::persist(reader, state_->episodes());
}

void OpportunityScanner::resume(const MarketSnapshot& snapshot) {
    state_->resume(snapshot);
}

}  // namespace dexarb
