#include "dexarb/devnet/order_flow.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dexarb/amm/segment_walker.hpp"
#include "dexarb/amm/tick_math.hpp"

namespace dexarb {
namespace {

constexpr double kTwoTo96 = 79228162514264337593543950336.0;
constexpr double kGwei = 1e9;

/// One of a thousand accounts.
Address random_trader(Random& random) {
    Address trader;
    const std::uint64_t number = random.below(1000) + 1;
    trader.bytes[0] = 0xAC;
    trader.bytes[18] = static_cast<std::uint8_t>(number >> 8);
    trader.bytes[19] = static_cast<std::uint8_t>(number);
    return trader;
}

}  // namespace

/// One block being filled.
class OrderFlow::Filler {
  public:
    Filler(const OrderFlow& flow, BlockBuilder& block, FlowState& state)
        : flow_{flow}, options_{flow.options_}, block_{block}, state_{state} {}

    void drift_prices() {
        for (std::size_t i = 0; i < state_.prices_usd.size(); ++i)
            if (!flow_.market_->tokens[i].is_stablecoin)
                state_.prices_usd[i] *= 1.0 + options_.volatility * state_.random.normal();
    }

    void trade_at_random() {
        const auto most = static_cast<std::uint64_t>(2.0 * options_.trades_per_block) + 1;
        for (std::uint64_t left = state_.random.below(most); left > 0; --left) {
            const bool in_pair = state_.random.chance(options_.busy_pool_share);
            if (const auto pool = pick(in_pair ? flow_.busy_pools_ : flow_.other_pools_)) trade_some(*pool);
            if (state_.random.chance(options_.reverted_share)) begin();
        }
    }

    void trade_informed() {
        for (const PoolIndex pool : flow_.busy_pools_)
            set_right(pool, options_.informed_busy_chance);
        for (const PoolIndex pool : flow_.other_pools_)
            set_right(pool, options_.informed_other_chance);
    }

    void swing() {
        if (!state_.random.chance(options_.swing_chance)) return;
        const auto pool = pick(flow_.busy_pools_);
        if (!pool) return;
        const double by = state_.random.uniform(options_.swing_low, options_.swing_high);
        const double factor = state_.random.chance(0.5) ? 1.0 + by : 1.0 - by;
        move_price(*pool, sqrt_price_of(*block_.state(*pool)) * std::sqrt(factor));
    }

    void change_liquidity() {
        if (!state_.random.chance(options_.liquidity_chance)) return;
        const auto pool = pick(flow_.busy_pools_);
        if (!pool) return;
        const bool grow = state_.random.chance(0.5);
        if (std::holds_alternative<ConstantProductState>(*block_.state(*pool))) {
            begin();
            const auto ppm = static_cast<std::uint32_t>(1'000 + state_.random.below(19'000));
            static_cast<void>(block_.resize_pair(*pool, ppm, grow));
        } else if (grow || state_.ranges.empty()) {
            mint(*pool);
        } else {
            burn_one();
        }
    }

    /// Gives the pools that wait for it their price and first range.
    void initialize_pools() {
        if (state_.blocks != options_.initialize_after) return;
        for (std::size_t i = 0; i < flow_.roles_.size(); ++i)
            if (flow_.roles_[i] == PoolRole::kUninitialized) initialize(PoolIndex(i));
    }

  private:
    void begin() { block_.begin_transaction(random_trader(state_.random)); }

    std::optional<PoolIndex> pick(const std::vector<PoolIndex>& pools) {
        if (pools.empty()) return std::nullopt;
        return pools[state_.random.below(pools.size())];
    }

    double fair(PoolIndex pool) const { return fair_sqrt_price(*flow_.market_, pool, state_.prices_usd); }

    /// An order of random size in a random direction; a pool that cannot take it lets it revert.
    void trade_some(PoolIndex pool) {
        const bool zero_for_one = state_.random.chance(0.5);
        const double usd = std::min(state_.random.log_normal(options_.median_trade_usd, options_.trade_sigma),
                                    options_.largest_trade_usd);
        const PoolDefinition& definition = flow_.market_->pool(pool);
        const TokenIndex sold = zero_for_one ? definition.token0 : definition.token1;
        const double amount = usd / state_.prices_usd[position(sold)] * whole_token(*flow_.market_, sold);
        begin();
        static_cast<void>(block_.sell(pool, zero_for_one, u256_from_double(amount).value_or(U256{})));
    }

    /// With some chance, moves a pool whose price leaves its fee's band about the outside price to the band's edge.
    void set_right(PoolIndex pool, double chance) {
        const bool comes = state_.random.chance(chance);
        const double now = sqrt_price_of(*block_.state(pool));
        const double ratio = now * now / (fair(pool) * fair(pool));
        const double fee = static_cast<double>(flow_.market_->pool(pool).fee.value) / kFeeUnit;
        const double band = 1.0 + fee;
        if (!comes) return;
        if (ratio > band + options_.informed_margin) move_price(pool, fair(pool) * std::sqrt(band));
        if (ratio * (band + options_.informed_margin) < 1.0) move_price(pool, fair(pool) / std::sqrt(band));
    }

    void move_price(PoolIndex pool, double sqrt_price) {
        begin();
        static_cast<void>(block_.trade_to_price(pool, sqrt_price));
    }

    /// A range of a few spacings on either side of the price, as deep as a part of what is there.
    void mint(PoolIndex pool) {
        const auto& state = std::get<ConcentratedState>(*block_.state(pool));
        if (state.sqrt_price_x96.is_zero()) return;
        const std::int32_t here = compressed_tick(state.tick, state.tick_spacing);
        const auto below = static_cast<std::int32_t>(state_.random.below(12));
        const auto above = static_cast<std::int32_t>(1 + state_.random.below(12));
        const u128 liquidity = state.liquidity / (4 + state_.random.below(12)) + 1;
        const LiquidityRange range{(here - below) * state.tick_spacing, (here + above) * state.tick_spacing, liquidity};
        const Address owner = random_trader(state_.random);
        block_.begin_transaction(owner);
        if (block_.mint(pool, range)) state_.ranges.push_back({pool, owner, range});
    }

    void burn_one() {
        const auto chosen =
            state_.ranges.begin() + static_cast<std::ptrdiff_t>(state_.random.below(state_.ranges.size()));
        block_.begin_transaction(chosen->owner);
        const auto burned = block_.burn(chosen->pool, chosen->range);
        check(burned.has_value(), "what was minted can be burned");
        state_.ranges.erase(chosen);
    }

    void initialize(PoolIndex pool) {
        if (block_.state(pool) == nullptr) return;
        begin();
        const auto price = u256_from_double(fair(pool) * kTwoTo96);
        if (!price || !block_.initialize(pool, *price)) return;
        const PoolDefinition& definition = flow_.market_->pool(pool);
        const std::int32_t last = kMaxTick / definition.tick_spacing * definition.tick_spacing;
        const double side0 =
            5'000.0 / state_.prices_usd[position(definition.token0)] * whole_token(*flow_.market_, definition.token0);
        const auto liquidity = u256_from_double(side0 * fair(pool));
        static_cast<void>(block_.mint(pool, {-last, last, liquidity.value_or(U256{}).low_u128()}));
    }

    const OrderFlow& flow_;
    const FlowOptions& options_;
    BlockBuilder& block_;
    FlowState& state_;
};

OrderFlow::OrderFlow(MarketDefinitionPtr market, const Genesis& genesis, FlowOptions options)
    : market_{std::move(market)}, roles_{genesis.roles}, options_{options}, rival_{market_, options.rival} {
    for (std::size_t i = 0; i < roles_.size(); ++i)
        if (roles_[i] == PoolRole::kLive) (genesis.is_busy[i] ? busy_pools_ : other_pools_).push_back(PoolIndex(i));
}

FlowState OrderFlow::initial_state(std::vector<double> prices_usd) const {
    return {
        Random{options_.seed}, std::move(prices_usd), {}, rival_.initial_state(), options_.base_fee.calm_gwei, 0, 0};
}

void OrderFlow::fill(BlockBuilder& block, FlowState& state) const {
    Filler filler{*this, block, state};
    ++state.blocks;
    filler.drift_prices();
    rival_.strike_due(block, state.rival);
    filler.initialize_pools();
    filler.trade_informed();
    filler.trade_at_random();
    filler.change_liquidity();
    filler.swing();
    rival_.react(block, state.rival, state.random);
}

std::uint64_t OrderFlow::next_base_fee(std::uint64_t base_fee_wei, FlowState& state) const {
    const BaseFeeOptions& fee = options_.base_fee;
    if (state.fee_peak_left > 0) {
        if (--state.fee_peak_left == 0) state.fee_target_gwei = fee.calm_gwei;
    } else if (state.random.chance(fee.peak_chance)) {
        state.fee_peak_left = 1 + static_cast<std::uint32_t>(state.random.below(fee.peak_blocks));
        state.fee_target_gwei = state.random.uniform(fee.peak_low_gwei, fee.peak_high_gwei);
    }
    const double now = static_cast<double>(base_fee_wei);
    const double pull = (state.fee_target_gwei * kGwei - now) / now * 0.25;
    const double step = std::clamp(pull + fee.noise * state.random.normal(), -fee.largest_step, fee.largest_step);
    const auto largest = std::max<std::uint64_t>(base_fee_wei / 20, 1);
    const auto wanted = static_cast<std::uint64_t>(std::max(now * (1.0 + step), 1.0));
    return std::clamp(wanted, base_fee_wei - std::min(largest, base_fee_wei), base_fee_wei + largest);
}

}  // namespace dexarb
