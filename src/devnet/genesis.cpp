#include "dexarb/devnet/genesis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "dexarb/amm/tick_math.hpp"

namespace dexarb {
namespace {

constexpr double kTwoTo96 = 79228162514264337593543950336.0;

Address address_of(std::string_view text) {
    const auto address = parse_address(text);
    check(address.has_value(), "a built-in address is well formed");
    return *address;
}

bool is_of_pair(const PoolDefinition& pool, const PairDefinition& pair) {
    return (pool.token0 == pair.base && pool.token1 == pair.quote) ||
           (pool.token0 == pair.quote && pool.token1 == pair.base);
}

std::span<const PairDefinition> busy_pairs(const MarketDefinition& market, const GenesisOptions& options) {
    return std::span{market.pairs}.first(std::min(options.busy_pairs, market.pairs.size()));
}

std::vector<bool> busy_pools(const MarketDefinition& market, const GenesisOptions& options) {
    std::vector<bool> busy;
    for (const PoolDefinition& pool : market.pools)
        busy.push_back(std::ranges::any_of(busy_pairs(market, options),
                                           [&](const PairDefinition& pair) { return is_of_pair(pool, pair); }));
    return busy;
}

DexKind kind_of(const MarketDefinition& market, const PoolDefinition& pool) {
    return market.dexes[pool.dex].kind;
}

std::optional<std::size_t> last_of_kind(const MarketDefinition& market, const PairDefinition& pair, DexKind kind) {
    std::optional<std::size_t> last;
    for (std::size_t i = 0; i < market.pools.size(); ++i)
        if (is_of_pair(market.pools[i], pair) && kind_of(market, market.pools[i]) == kind) last = i;
    return last;
}

std::size_t count_of_pair(const MarketDefinition& market, const PairDefinition& pair) {
    return static_cast<std::size_t>(
        std::ranges::count_if(market.pools, [&](const auto& pool) { return is_of_pair(pool, pair); }));
}

/// The first pair stays whole; in turn, the others lose pools to the odd roles while two good ones remain.
void give_odd_roles(const MarketDefinition& market, std::span<const PairDefinition> pairs,
                    std::vector<PoolRole>& roles) {
    for (std::size_t p = 1; p < pairs.size(); ++p) {
        const PairDefinition& pair = pairs[p];
        const auto pair_pool = last_of_kind(market, pair, DexKind::kConstantProduct);
        const auto range_pool = last_of_kind(market, pair, DexKind::kConcentrated);
        const std::size_t count = count_of_pair(market, pair);
        if (p % 2 == 0 && count >= 3 && pair_pool) roles[*pair_pool] = PoolRole::kShallow;
        if (p % 2 == 1 && count >= 3 && pair_pool) roles[*pair_pool] = PoolRole::kEmpty;
        if (p % 2 == 1 && count >= 4 && range_pool) roles[*range_pool] = PoolRole::kOffMarket;
    }
}

/// The last V3 pool outside the busy pairs waits for its first price.
void give_uninitialized_role(const MarketDefinition& market, const std::vector<bool>& is_busy,
                             std::vector<PoolRole>& roles) {
    for (std::size_t i = market.pools.size(); i-- > 0;) {
        const PoolDefinition& pool = market.pools[i];
        if (is_busy[i] || kind_of(market, pool) != DexKind::kConcentrated) continue;
        roles[i] = PoolRole::kUninitialized;
        return;
    }
}

std::vector<PoolRole> roles_of(const MarketDefinition& market, const GenesisOptions& options,
                               const std::vector<bool>& is_busy) {
    std::vector<PoolRole> roles(market.pools.size(), PoolRole::kLive);
    if (options.has_odd_pools) {
        give_odd_roles(market, busy_pairs(market, options), roles);
        give_uninitialized_role(market, is_busy, roles);
    }
    std::size_t others = 0;
    for (std::size_t i = 0; i < market.pools.size(); ++i)
        if (options.missing_every > 0 && !is_busy[i] && ++others % options.missing_every == 0)
            roles[i] = PoolRole::kMissing;
    for (const PoolIndex pool : options.missing)
        roles[position(pool)] = PoolRole::kMissing;
    return roles;
}

std::vector<double> prices_of(const MarketDefinition& market, const GenesisOptions& options) {
    std::vector<double> prices;
    for (const Token& token : market.tokens) {
        const auto found = std::ranges::find(options.prices, token.address, &TokenPrice::token);
        prices.push_back(token.is_stablecoin || found == options.prices.end() ? 1.0 : found->usd);
    }
    return prices;
}

/// Deploys one pool after the other.
class Deployer {
  public:
    Deployer(const MarketDefinition& market, const GenesisOptions& options, const Genesis& genesis)
        : market_{market}, options_{options}, genesis_{genesis} {}

    [[nodiscard]] SimulatedPool deploy(PoolIndex pool) const {
        return market_.dex_of(pool).kind == DexKind::kConstantProduct ? pair(pool) : range_pool(pool);
    }

  private:
    [[nodiscard]] PoolRole role(PoolIndex pool) const { return genesis_.roles[position(pool)]; }

    /// USD on one side, as if its liquidity were spread over all prices.
    [[nodiscard]] double depth_usd(PoolIndex pool) const {
        const PoolDefinition& definition = market_.pool(pool);
        if (role(pool) == PoolRole::kShallow) return options_.shallow_depth_usd;
        if (role(pool) == PoolRole::kOffMarket) return options_.off_market_depth_usd;
        if (!genesis_.is_busy[position(pool)]) return options_.other_depth_usd;
        const bool is_range = market_.dex_of(pool).kind == DexKind::kConcentrated;
        if (is_range) return options_.pair_depth_usd * (definition.fee.value <= 500 ? 0.2 : 0.1);
        return options_.pair_depth_usd * (definition.dex == 0 ? 1.0 : 0.4);
    }

    [[nodiscard]] double sqrt_price(PoolIndex pool) const {
        const double fair = fair_sqrt_price(market_, pool, genesis_.prices_usd);
        if (role(pool) == PoolRole::kOffMarket) return fair * std::sqrt(options_.off_market_factor);
        if (role(pool) == PoolRole::kShallow) return fair * std::sqrt(1.03);
        return fair;
    }

    /// sqrt(amount0 * amount1) of the depth, in smallest units: the liquidity of a V2 pool and of a full range.
    [[nodiscard]] double full_liquidity(PoolIndex pool) const {
        const TokenIndex token0 = market_.pool(pool).token0;
        const double side0 = depth_usd(pool) / genesis_.prices_usd[position(token0)] * whole_token(market_, token0);
        return side0 * fair_sqrt_price(market_, pool, genesis_.prices_usd);
    }

    [[nodiscard]] SimulatedPool pair(PoolIndex pool) const {
        ConstantProductState state;
        state.fee = market_.pool(pool).fee;
        if (role(pool) != PoolRole::kEmpty) {
            state.reserve0 = u256_from_double(full_liquidity(pool) / sqrt_price(pool)).value_or(U256{}).low_u128();
            state.reserve1 = u256_from_double(full_liquidity(pool) * sqrt_price(pool)).value_or(U256{}).low_u128();
        }
        return {Pool{state, 0}, U256{state.reserve0}, U256{state.reserve1}};
    }

    [[nodiscard]] SimulatedPool range_pool(PoolIndex pool) const {
        const PoolDefinition& definition = market_.pool(pool);
        ConcentratedState state;
        state.tick_spacing = definition.tick_spacing;
        state.fee = definition.fee;
        if (role(pool) != PoolRole::kUninitialized) {
            state.sqrt_price_x96 = u256_from_double(sqrt_price(pool) * kTwoTo96).value_or(U256{});
            check(is_valid_sqrt_price(state.sqrt_price_x96), "a pool's first price is on the scale");
            state.tick = tick_at_sqrt_ratio(state.sqrt_price_x96);
        }
        return with_ranges(std::move(state), ranges_of(pool, state.tick));
    }

    /// One thin range over all prices, and narrower, deeper ones around the price, none of them centred.
    [[nodiscard]] std::vector<LiquidityRange> ranges_of(PoolIndex pool, std::int32_t tick) const {
        if (role(pool) == PoolRole::kUninitialized || role(pool) == PoolRole::kEmpty) return {};
        const std::int32_t spacing = market_.pool(pool).tick_spacing;
        const double full = full_liquidity(pool);
        const std::int32_t last = kMaxTick / spacing * spacing;
        std::vector<LiquidityRange> ranges{{-last, last, liquidity(full, 0.3)}};
        constexpr std::array<std::array<double, 3>, 4> kShapes{
            {{-4000.0, 3600.0, 1.0}, {-700.0, 900.0, 1.5}, {-240.0, 180.0, 2.0}, {-90.0, 120.0, 1.0}}};
        for (const auto& [below, above, times] : kShapes)
            ranges.push_back({on_spacing(tick + static_cast<std::int32_t>(below), spacing),
                              on_spacing(tick + static_cast<std::int32_t>(above), spacing) + spacing,
                              liquidity(full, times)});
        return ranges;
    }

    [[nodiscard]] static u128 liquidity(double full, double times) {
        return u256_from_double(full * times).value_or(U256{}).low_u128() + 1;
    }
    [[nodiscard]] static std::int32_t on_spacing(std::int32_t tick, std::int32_t spacing) {
        return compressed_tick(tick, spacing) * spacing;
    }

    [[nodiscard]] static SimulatedPool with_ranges(ConcentratedState state, const std::vector<LiquidityRange>& ranges) {
        SimulatedPool deployed;
        auto ticks = TickMap::make(state.tick_spacing, all_words(state.tick_spacing), {});
        for (const LiquidityRange& range : ranges) {
            const TokenAmounts amounts = range_amounts(state, range, Rounding::kUp);
            deployed.balance0 += amounts.amount0;
            deployed.balance1 += amounts.amount1;
            ticks = ticks->with_liquidity(range.lower, range.upper, static_cast<i128>(range.liquidity));
            check(ticks.has_value(), "a first range fits its pool");
            if (range.lower <= state.tick && state.tick < range.upper) state.liquidity += range.liquidity;
        }
        state.ticks = std::make_shared<const TickMap>(*std::move(ticks));
        deployed.pool.state = std::move(state);
        return deployed;
    }

    const MarketDefinition& market_;
    const GenesisOptions& options_;
    const Genesis& genesis_;
};

}  // namespace

std::vector<TokenPrice> polygon_prices() {
    return {{address_of("0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619"), 2'500.0},
            {address_of("0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270"), 0.10},
            {address_of("0x1BFD67037B42Cf73acF2047067bd4F2C47D9BfD6"), 60'000.0},
            {address_of("0x53E0bca35eC356BD5ddDFebbD1Fc0fD03FaBad39"), 14.0},
            {address_of("0xb33EaAd8d922B1083446DC23f610c2567fB5180f"), 6.0},
            {address_of("0xD6DF932A45C0f255f85145f286eA0b292B21C90B"), 180.0}};
}

double whole_token(const MarketDefinition& market, TokenIndex token) {
    double units = 1.0;
    for (std::uint8_t i = 0; i < market.token(token).decimals; ++i)
        units *= 10.0;
    return units;
}

double fair_sqrt_price(const MarketDefinition& market, PoolIndex pool, const std::vector<double>& prices_usd) {
    const PoolDefinition& definition = market.pool(pool);
    const double unit0 = prices_usd[position(definition.token0)] / whole_token(market, definition.token0);
    const double unit1 = prices_usd[position(definition.token1)] / whole_token(market, definition.token1);
    return std::sqrt(unit0 / unit1);
}

Genesis make_genesis(const MarketDefinition& market, const GenesisOptions& options, BlockNumber block) {
    Genesis genesis;
    genesis.is_busy = busy_pools(market, options);
    genesis.roles = roles_of(market, options, genesis.is_busy);
    genesis.prices_usd = prices_of(market, options);
    auto world = std::make_shared<WorldState>(market.pools.size());
    const Deployer deployer{market, options, genesis};
    for (std::size_t i = 0; i < market.pools.size(); ++i) {
        if (genesis.roles[i] == PoolRole::kMissing) continue;
        SimulatedPool deployed = deployer.deploy(PoolIndex(i));
        deployed.pool.last_event_block = block;
        (*world)[i] = std::make_shared<const SimulatedPool>(std::move(deployed));
    }
    genesis.world = std::move(world);
    return genesis;
}

}  // namespace dexarb
