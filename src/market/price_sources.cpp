#include "dexarb/market/price_sources.hpp"

#include <algorithm>

#include "dexarb/amm/segment_walker.hpp"

namespace dexarb {
namespace {

constexpr unsigned kAttoDecimals = 18;
constexpr std::uint64_t kProbeUsd = 1000;
constexpr std::uint64_t kProbeLeastReturnUsd = 980;

/// A price as a fraction of stablecoin units per token unit; the denominator may be zero for an empty pool.
struct UnitPrice {
    U256 numerator;
    U256 denominator;
};

UnitPrice unit_price(const ConstantProductState& pool, bool token_is_0) {
    const U256 reserve0{pool.reserve0};
    const U256 reserve1{pool.reserve1};
    return token_is_0 ? UnitPrice{reserve1, reserve0} : UnitPrice{reserve0, reserve1};
}

/// The square of the price with as many bits as 256 hold: exact below 2^128, else without its lowest 64 bits.
UnitPrice unit_price(const ConcentratedState& pool, bool token_is_0) {
    const bool exact = pool.sqrt_price_x96.fits_u128();
    const auto squared = exact ? checked_mul(pool.sqrt_price_x96, pool.sqrt_price_x96)
                               : mul_div(pool.sqrt_price_x96, pool.sqrt_price_x96, U256::power_of_two(64));
    if (!squared || pool.liquidity == 0) return {};
    const U256 one = U256::power_of_two(exact ? 192 : 128);
    return token_is_0 ? UnitPrice{*squared, one} : UnitPrice{one, *squared};
}

/// Atto-dollars per whole token; nothing for an empty pool or a price beyond 256 bits.
std::optional<U256> atto_usd(const UnitPrice& units, std::uint8_t token_decimals, std::uint8_t stable_decimals) {
    const auto scaled = mul_div(units.numerator, power_of_ten(token_decimals + kAttoDecimals), units.denominator);
    if (!scaled) return std::nullopt;
    const U256 price = *scaled / power_of_ten(stable_decimals);
    if (price.is_zero()) return std::nullopt;
    return price;
}

/// Smallest units in `whole` tokens, for search.
double to_units(double whole, const Token& token) {
    return whole * power_of_ten(token.decimals).to_double();
}

/// True only if selling `amount` returns more than `least` by a margin that no rounding of the contracts comes near:
/// the usual case, at a tenth of the cost of a quote.
bool surely_returns(const PoolState& state, bool token_is_0, double amount, double least) {
    constexpr double kMargin = 1.001;
    double paid = amount * (1.0 - fee_of(state).value / 1e6);
    double returned = 0.0;
    SegmentWalker walker{state, token_is_0};
    for (auto segment = walker.next(); segment; segment = walker.next()) {
        const double liquidity = segment->liquidity;
        const double start = segment->sqrt_price_start;
        const double last = segment->sqrt_price_end;
        const double end = token_is_0 ? liquidity * start / (liquidity + paid * start) : start + paid / liquidity;
        const bool stays_inside = token_is_0 ? end > last : end < last;
        const double stop = stays_inside ? end : last;
        returned += token_is_0 ? liquidity * (start - stop) : liquidity * (1.0 / start - 1.0 / stop);
        if (stays_inside) return returned > least * kMargin;
        paid -= token_is_0 ? liquidity * (1.0 / stop - 1.0 / start) : liquidity * (stop - start);
    }
    return false;
}

/// Whether the pool takes $1,000 of the token at `price` and returns at least $980.
bool is_deep(const PoolState& state, bool token_is_0, const U256& price, const Token& token, const Token& stable) {
    const double tokens = kProbeUsd * 1e18 / price.to_double();
    if (surely_returns(state, token_is_0, to_units(tokens, token), to_units(kProbeLeastReturnUsd, stable))) return true;
    const auto amount = mul_div(U256{kProbeUsd}, power_of_ten(token.decimals + kAttoDecimals), price);
    if (!amount || amount->is_zero()) return false;
    const Quote quote = quote_exact_input(state, token_is_0, *amount);
    return quote.is_complete() && quote.amount_out >= U256{kProbeLeastReturnUsd} * power_of_ten(stable.decimals);
}

std::optional<TokenIndex> token_priced_by(const MarketDefinition& market, const PoolDefinition& pool) {
    const bool stable0 = market.token(pool.token0).is_stablecoin;
    const bool stable1 = market.token(pool.token1).is_stablecoin;
    if (stable0 == stable1) return std::nullopt;
    return stable0 ? pool.token1 : pool.token0;
}

}  // namespace

PriceSources::PriceSources(MarketDefinitionPtr market) : market_{std::move(market)} {
    sources_.resize(market_->tokens.size());
    priced_.reserve(market_->pools.size());
    for (std::size_t i = 0; i < market_->pools.size(); ++i) {
        priced_.push_back(token_priced_by(*market_, market_->pools[i]));
        if (priced_.back()) sources_[position(*priced_.back())].push_back(PoolIndex(i));
    }
}

std::optional<U256> PriceSources::mid(PoolIndex index, const PoolState& state) const {
    const auto priced = priced_token(index);
    if (!priced) return std::nullopt;
    const PoolDefinition& pool = market_->pool(index);
    const bool token_is_0 = *priced == pool.token0;
    const Token& token = market_->token(*priced);
    const Token& stable = market_->token(token_is_0 ? pool.token1 : pool.token0);
    const UnitPrice units = std::visit([&](const auto& kind) { return unit_price(kind, token_is_0); }, state);
    const auto price = atto_usd(units, token.decimals, stable.decimals);
    if (!price || !is_deep(state, token_is_0, *price, token, stable)) return std::nullopt;
    return price;
}

std::optional<UsdPrice> PriceSources::price(TokenIndex index, const PoolTable& pools) const {
    const Token& token = market_->token(index);
    if (token.is_stablecoin) return stablecoin_price(token.decimals);
    std::vector<U256> mids;
    for (const PoolIndex source : sources_[position(index)]) {
        const auto& pool = pools[position(source)];
        if (pool && pool->mid_atto_usd) mids.push_back(*pool->mid_atto_usd);
    }
    if (mids.empty()) return std::nullopt;
    const auto median = mids.begin() + static_cast<std::ptrdiff_t>((mids.size() - 1) / 2);
    std::ranges::nth_element(mids, median);
    return UsdPrice{*median, token.decimals};
}

PriceTable usd_prices(const MarketDefinition& market, const PoolTable& pools) {
    const PriceSources sources{MarketDefinitionPtr{MarketDefinitionPtr{}, &market}};
    PoolTable priced = pools;
    for (std::size_t i = 0; i < priced.size(); ++i) {
        if (!priced[i]) continue;
        auto pool = std::make_shared<Pool>(*priced[i]);
        pool->mid_atto_usd = sources.mid(PoolIndex(i), pool->state);
        priced[i] = std::move(pool);
    }
    PriceTable prices;
    for (std::size_t i = 0; i < market.tokens.size(); ++i)
        prices.push_back(sources.price(TokenIndex(i), priced));
    return prices;
}

double mid_price(const MarketDefinition& market, PoolIndex index, const PoolState& state) {
    const double root = sqrt_price_of(state);
    const PoolDefinition& pool = market.pool(index);
    double price = root * root;
    for (unsigned i = market.token(pool.token0).decimals; i > 0; --i)
        price *= 10.0;
    for (unsigned i = market.token(pool.token1).decimals; i > 0; --i)
        price /= 10.0;
    return price;
}

}  // namespace dexarb
