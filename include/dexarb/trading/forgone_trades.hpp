#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/arbitrage/gas_model.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/filter_price.hpp"
#include "dexarb/trading/funnel.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// An action that one filter kept from being sent: as much of it as its settling asks for. The rest follows from the
/// configuration.
struct ForgoneTrade {
    PricedFilter filter = PricedFilter::kMinProfit;
    EpisodeId episode;
    Timestamp due;
    U256 amount_in;
    U256 amount_out;  ///< At N.
    std::uint32_t ticks_crossed = 0;
    std::uint64_t base_fee_wei = 0;  ///< Of N, as the prices.
    UsdPrice native;
    UsdPrice start;
    std::optional<ModelOutcome> decided;  ///< Where the primary model looks at N alone: what it makes of it.
};

void persist(CheckpointWriter& writer, const ForgoneTrade& trade);
void persist(CheckpointReader& reader, ForgoneTrade& trade);

/// Follows what the filters of one configuration kept it from, and settles it as the executor would have (rules 5, 7,
/// 8, 9): what a filter costs or saves.
///
/// Nothing real depends on it. Its trades take no liquidity from the books' own; those of one filter take none from one
/// another. Undone blocks take their outcomes back, which settle again; phantoms leave the sums (rules 11, 13).
class ForgoneTrades {
  public:
    /// What a trade is settled under; outlives the call.
    struct Terms {
        const StrategyConfig& config;
        const RouteBook& routes;
        const GasModel& gas;
        std::uint64_t seed = 0;
    };

    /// Follows at most so many at a time, those included that undone blocks may still bring back.
    explicit ForgoneTrades(std::size_t most) : most_{most} {}

    /// Nothing is followed.
    [[nodiscard]] bool is_idle() const { return entries_.empty(); }
    /// Whether there is room for one more besides `more`.
    [[nodiscard]] bool has_room(std::size_t more = 0) const { return entries_.size() + more < most_; }
    /// The pools that trades of `filter` hold, by PoolIndex: in flight, or filled and no event seen since.
    [[nodiscard]] std::vector<bool> held_pools(PricedFilter filter, const RouteBook& routes,
                                               const MarketSnapshot& block) const;

    void add(ForgoneTrade trade);
    void pass_over(PricedFilter filter) { ++final_[place(filter)].not_followed; }
    /// An action that reverted in `included`: forgone by the slippage it accepts where it would else have been filled.
    void add_reverted(const SimulatedTradeAction& action, MicroUsd booked, const Terms& terms,
                      const MarketSnapshot& included, const MarketSnapshot* previous);
    /// The episode was acted on after all.
    void withdraw(const EpisodeId& episode);

    /// As `MultiExecutor::settle`. `funnel` knows until when each episode was open.
    void settle(const Terms& terms, const MarketSnapshot& included, const MarketSnapshot* previous,
                const FunnelCounter& funnel);
    /// Fills whose episodes are suspect on block `number` leave the sums.
    void judge_phantoms(std::span<const Opportunity> opportunities, BlockNumber number, std::uint64_t phantom_blocks);
    void undo_to(BlockNumber fork);
    /// Outcomes of blocks above `fork` become `unknown`, and are not settled again.
    void forget_above(BlockNumber fork);
    /// The end of the run: what is in flight becomes `unknown`.
    void finish();

    /// By PricedFilter.
    [[nodiscard]] FilterPrices prices() const;

    void save(CheckpointWriter& writer) const;
    void load(CheckpointReader& reader);

  private:
    struct Entry {
        ForgoneTrade trade;
        std::optional<BlockNumber> settled_in;
        TradeResult result = TradeResult::kUnknown;
        MicroUsd net_usd;
        MicroUsd instead_usd;
        std::optional<BlockNumber> phantom_since;

        [[nodiscard]] bool is_filled() const { return settled_in && result == TradeResult::kFilled; }
        template <typename Archive>
        static void persist(Archive& archive, auto& self);
        friend void persist(auto& archive, Is<Entry> auto& entry) { Entry::persist(archive, entry); }
    };

    static constexpr std::size_t place(PricedFilter filter) { return static_cast<std::size_t>(filter); }
    void give_up(const auto& is_lost);
    static void count(FilterPrice& price, const Entry& entry);
    [[nodiscard]] static bool may_change(const Entry& entry, BlockNumber newest, const FunnelCounter& funnel);
    void make_final(BlockNumber newest, const FunnelCounter& funnel);

    std::size_t most_;
    std::vector<Entry> entries_;  ///< In the order they came.
    FilterPrices final_{};        ///< What cannot change any more.
};

}  // namespace dexarb
