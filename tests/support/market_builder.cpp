#include "support/market_builder.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "dexarb/amm/tick_math.hpp"
#include "dexarb/base/check.hpp"

namespace dexarb::testing {

namespace {

struct TokenFacts {
    const char* symbol;
    const char* address;
    std::uint8_t decimals;
    double usd;
};
constexpr std::array<TokenFacts, 4> kTokens{{
    {"USDC.e", "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174", 6, 1.0},
    {"WETH", "0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619", 18, 2000.0},
    {"WMATIC", "0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270", 18, 0.1},
    {"WBTC", "0x1BFD67037B42Cf73acF2047067bd4F2C47D9BfD6", 8, 60000.0},
}};

double whole_unit(TokenIndex token) {
    double unit = 1.0;
    for (std::uint8_t i = 0; i < kTokens[position(token)].decimals; ++i)
        unit *= 10.0;
    return unit;
}

bool is_token0(TokenIndex token, TokenIndex other) {
    return *parse_address(kTokens[position(token)].address) < *parse_address(kTokens[position(other)].address);
}

UsdPrice usd_price(TokenIndex token, double usd) {
    return {*u256_from_double(std::round(usd * 1e9)) * U256{1'000'000'000ULL}, kTokens[position(token)].decimals};
}

Dex make_dex(const char* name, DexKind kind, const char* factory) {
    Dex dex;
    dex.name = name;
    dex.kind = kind;
    dex.factory = *parse_address(factory);
    dex.fee = FeePpm{3000};
    if (kind == DexKind::kConcentrated)
        dex.tiers = {{FeePpm{100}, 1}, {FeePpm{500}, 10}, {FeePpm{3000}, 60}, {FeePpm{10000}, 200}};
    return dex;
}

/// Distinct for each pool of a market, and not an address of anything on the chain.
Address synthetic_address(std::size_t index) {
    Address address;
    address.bytes[0] = 0xd0;
    address.bytes[18] = static_cast<std::uint8_t>(index >> 8);
    address.bytes[19] = static_cast<std::uint8_t>(index);
    return address;
}

Hash synthetic_hash(BlockNumber number, std::uint8_t branch) {
    Hash hash;
    hash.bytes[0] = branch;
    for (std::size_t i = 0; i < 8; ++i)
        hash.bytes[24 + i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    return hash;
}

Position whole_range(const RangePool& pool) {
    const double quote = pool.quote_reserve * whole_unit(pool.quote);
    const double base = pool.quote_reserve / pool.price * whole_unit(pool.base);
    const std::int32_t end = kMaxTick / pool.tick_spacing * pool.tick_spacing;
    return {-end, end, u256_from_double(std::sqrt(quote * base))->low_u128()};
}

}  // namespace

u128 units(TokenIndex token, double whole) {
    return u256_from_double(std::round(whole * whole_unit(token)))->low_u128();
}

U256 sqrt_price_x96(TokenIndex base, TokenIndex quote, double price) {
    const double ratio = price * whole_unit(quote) / whole_unit(base);
    const double root = std::sqrt(is_token0(base, quote) ? ratio : 1.0 / ratio);
    return *u256_from_double(root * 79228162514264337593543950336.0);
}

ConstantProductState pair_state(const PairPool& pool) {
    const u128 quote = units(pool.quote, pool.quote_reserve);
    const u128 base = units(pool.base, pool.quote_reserve / pool.price);
    if (is_token0(pool.base, pool.quote)) return {base, quote, FeePpm{pool.fee_ppm}};
    return {quote, base, FeePpm{pool.fee_ppm}};
}

std::vector<Tick> ticks_of(const std::vector<Position>& positions) {
    std::map<std::int32_t, Tick> ticks;
    for (const Position& position : positions) {
        for (const std::int32_t index : {position.lower, position.upper}) {
            Tick& tick = ticks[index];
            tick.index = index;
            tick.liquidity_gross += position.liquidity;
            const auto net = static_cast<i128>(position.liquidity);
            tick.liquidity_net += index == position.lower ? net : -net;
        }
    }
    std::vector<Tick> list;
    for (const auto& [index, tick] : ticks)
        list.push_back(tick);
    return list;
}

ConcentratedState range_state(const RangePool& pool) {
    ConcentratedState state;
    state.sqrt_price_x96 = sqrt_price_x96(pool.base, pool.quote, pool.price);
    state.tick = tick_at_sqrt_ratio(state.sqrt_price_x96);
    state.tick_spacing = pool.tick_spacing;
    state.fee = FeePpm{pool.fee_ppm};
    const auto positions = pool.positions.empty() ? std::vector{whole_range(pool)} : pool.positions;
    for (const Position& position : positions)
        if (position.lower <= state.tick && state.tick < position.upper) state.liquidity += position.liquidity;
    const WordRange known = pool.known.value_or(all_words(pool.tick_spacing));
    std::vector<Tick> ticks = ticks_of(positions);
    std::erase_if(ticks, [&](const Tick& t) { return !known.contains(bitmap_word(t.index, pool.tick_spacing)); });
    state.ticks = std::make_shared<const TickMap>(TickMap::make(pool.tick_spacing, known, std::move(ticks)).value());
    return state;
}

ConcentratedState at_sqrt_price(ConcentratedState pool, const U256& sqrt_price_x96) {
    pool.sqrt_price_x96 = sqrt_price_x96;
    pool.tick = tick_at_sqrt_ratio(sqrt_price_x96);
    pool.liquidity = 0;
    for (const Tick& tick : pool.ticks->ticks())
        if (tick.index <= pool.tick) pool.liquidity += static_cast<u128>(tick.liquidity_net);
    return pool;
}

ConcentratedState at_tick(const ConcentratedState& pool, std::int32_t tick) {
    return at_sqrt_price(pool, sqrt_ratio_at_tick(tick));
}

MarketBuilder::MarketBuilder() {
    definition_.name = "test";
    definition_.chain_id = 137;
    for (std::size_t i = 0; i < kTokens.size(); ++i) {
        const TokenFacts& facts = kTokens[i];
        definition_.tokens.push_back({*parse_address(facts.address), facts.symbol, facts.decimals, i == 0});
        prices_.push_back(usd_price(TokenIndex(i), facts.usd));
    }
    definition_.dexes = {
        make_dex("QuickSwapV2", DexKind::kConstantProduct, "0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32"),
        make_dex("UniswapV3", DexKind::kConcentrated, "0x1F98431c8aD98523631AE4a59f267346ea31F984")};
    definition_.native = kWmatic;
    add_pair(kWeth, kUsdc);
}

MarketBuilder& MarketBuilder::add_pair(TokenIndex base, TokenIndex quote) {
    check(!market_, "pairs are added before the first block");
    const auto symbol = [](TokenIndex token) { return token == kUsdc ? "USDC" : kTokens[position(token)].symbol; };
    definition_.pairs.push_back({std::string{symbol(base)} + "/" + symbol(quote), base, quote});
    return *this;
}

PoolIndex MarketBuilder::add_definition(TokenIndex base, TokenIndex quote, std::uint32_t dex, FeePpm fee,
                                        std::int32_t spacing) {
    check(!market_, "pools are added before the first block");
    const bool straight = is_token0(base, quote);
    const PoolIndex index{static_cast<std::uint32_t>(definition_.pools.size())};
    definition_.pools.push_back({synthetic_address(definition_.pools.size()), dex, straight ? base : quote,
                                 straight ? quote : base, fee, spacing});
    return index;
}

PoolIndex MarketBuilder::add_state(TokenIndex base, TokenIndex quote, PoolState state) {
    const bool concentrated = std::holds_alternative<ConcentratedState>(state);
    const std::int32_t spacing = concentrated ? std::get<ConcentratedState>(state).tick_spacing : 0;
    const FeePpm fee =
        concentrated ? std::get<ConcentratedState>(state).fee : std::get<ConstantProductState>(state).fee;
    const PoolIndex index = add_definition(base, quote, concentrated ? 1 : 0, fee, spacing);
    pools_.push_back(std::make_shared<const Pool>(Pool{std::move(state), next_number_}));
    changed_.push_back(index);
    return index;
}

PoolIndex MarketBuilder::add(const PairPool& pool) {
    return add_state(pool.base, pool.quote, pair_state(pool));
}

PoolIndex MarketBuilder::add(const RangePool& pool) {
    return add_state(pool.base, pool.quote, range_state(pool));
}

MarketBuilder& MarketBuilder::set_state(PoolIndex pool, PoolState state) {
    pools_[position(pool)] = std::make_shared<const Pool>(Pool{std::move(state), next_number_});
    changed_.push_back(pool);
    return *this;
}

MarketBuilder& MarketBuilder::set_price(PoolIndex pool, double price) {
    const PoolDefinition& definition = definition_.pool(pool);
    const bool quote_is_token0 = definition.token0 == kUsdc;
    const TokenIndex quote = quote_is_token0 ? definition.token0 : definition.token1;
    const TokenIndex base = quote_is_token0 ? definition.token1 : definition.token0;
    PoolState moved = state(pool);
    if (auto* pair = std::get_if<ConstantProductState>(&moved)) {
        const auto depth = static_cast<double>(quote_is_token0 ? pair->reserve0 : pair->reserve1) / whole_unit(quote);
        moved = pair_state({base, quote, price, depth, pair->fee.value});
        return set_state(pool, moved);
    }
    return set_state(pool, at_sqrt_price(std::get<ConcentratedState>(moved), sqrt_price_x96(base, quote, price)));
}

MarketBuilder& MarketBuilder::make_uncertain(PoolIndex pool) {
    pools_[position(pool)] = nullptr;
    changed_.push_back(pool);
    return *this;
}

MarketBuilder& MarketBuilder::set_usd_price(TokenIndex token, std::optional<double> usd) {
    prices_[position(token)] = usd ? std::optional{usd_price(token, *usd)} : std::nullopt;
    return *this;
}

MarketBuilder& MarketBuilder::set_base_fee(std::uint64_t wei) {
    base_fee_wei_ = wei;
    return *this;
}

MarketBuilder& MarketBuilder::skip_blocks(std::uint64_t count) {
    next_number_ += count;
    return *this;
}

MarketBuilder& MarketBuilder::undo_to(BlockNumber block) {
    const SnapshotPtr& target = history_.at(block);
    pools_ = *target->pools;
    changed_.clear();
    next_number_ = block + 1;
    ++branch_;
    history_.erase(history_.upper_bound(block), history_.end());
    return *this;
}

MarketDefinitionPtr MarketBuilder::market() {
    if (!market_) market_ = std::make_shared<const MarketDefinition>(definition_);
    return market_;
}

const PoolState& MarketBuilder::state(PoolIndex pool) const {
    return pools_[position(pool)]->state;
}

SnapshotPtr MarketBuilder::next_block() {
    return make_block(false, history_.empty());
}
SnapshotPtr MarketBuilder::next_late_block() {
    return make_block(true, history_.empty());
}
SnapshotPtr MarketBuilder::next_block_after_gap() {
    return make_block(false, true);
}

SnapshotPtr MarketBuilder::make_block(bool late, bool after_gap) {
    const auto kStart = std::chrono::sys_seconds{std::chrono::seconds{1'767'225'600}};  // 2026-01-01
    MarketSnapshot snapshot;
    snapshot.market = market();
    const auto parent = history_.find(next_number_ - 1);
    snapshot.header.id = {next_number_, synthetic_hash(next_number_, branch_)};
    snapshot.header.parent =
        parent == history_.end() ? synthetic_hash(next_number_ - 1, branch_) : parent->second->header.id.hash;
    snapshot.header.timestamp = kStart + std::chrono::seconds{2} * static_cast<std::int64_t>(next_number_ - 1000);
    snapshot.header.base_fee_wei = base_fee_wei_;
    snapshot.arrival = Timestamp{snapshot.header.timestamp} + std::chrono::milliseconds{300};
    snapshot.late = late;
    snapshot.after_gap = after_gap;
    snapshot.pools = std::make_shared<const PoolTable>(pools_);
    snapshot.prices = std::make_shared<const PriceTable>(prices_);
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
    snapshot.changed = std::move(changed_);
    changed_.clear();
    auto pointer = std::make_shared<const MarketSnapshot>(std::move(snapshot));
    history_[next_number_++] = pointer;
    return pointer;
}

}  // namespace dexarb::testing
