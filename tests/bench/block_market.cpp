#include "bench/block_market.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "dexarb/amm/tick_math.hpp"
#include "dexarb/base/hex.hpp"
#include "dexarb/devnet/event_encoding.hpp"
#include "dexarb/rpc/quantity.hpp"

#include "support/market_builder.hpp"
#include "support/polygon_market.hpp"

namespace dexarb::testing {
namespace {

constexpr std::size_t kBases = 75;
constexpr std::array<std::size_t, 3> kPoolsOfPair{6, 4, 2};
constexpr TokenIndex kQuote{0};
constexpr double kDepthUsdc = 1'000'000.0;

Address token_address(std::size_t index) {
    Address address;
    std::ranges::copy_n(keccak256("token " + std::to_string(index)).bytes.begin(), 20, address.bytes.begin());
    return address;
}

void add_pools(MarketDefinition& market, TokenIndex base, std::size_t count) {
    constexpr std::array<FeeTier, 3> kTiers{{{FeePpm{500}, 10}, {FeePpm{3000}, 60}, {FeePpm{10000}, 200}}};
    for (std::size_t i = 0; i < count; ++i) {
        const bool concentrated = i % 2 == 1;
        PoolDefinition pool;
        pool.dex = static_cast<std::uint32_t>(concentrated ? 2 : i / 2 == 2 ? 3 : i / 2);
        const bool in_order = market.token(base).address < market.token(kQuote).address;
        pool.token0 = in_order ? base : kQuote;
        pool.token1 = in_order ? kQuote : base;
        pool.fee = concentrated ? kTiers[i / 2].fee : FeePpm{3000};
        pool.tick_spacing = concentrated ? kTiers[i / 2].tick_spacing : 0;
        pool.address = pool_address(market.dexes[pool.dex], market.token(pool.token0).address,
                                    market.token(pool.token1).address, pool.fee);
        market.pools.push_back(pool);
    }
}

/// Whole USDC.e per whole token at the start.
double usd_of(std::size_t token) {
    constexpr std::array<double, 3> kKnown{2000.0, 0.1, 60'000.0};
    return token <= kKnown.size() ? kKnown[token - 1] : 0.5 * static_cast<double>(token);
}

double whole_unit(const Token& token) {
    double unit = 1.0;
    for (std::uint8_t i = 0; i < token.decimals; ++i)
        unit *= 10.0;
    return unit;
}

u128 to_amount(double value) {
    return u256_from_double(value)->low_u128();
}

void append_member(std::string& json, const char* name, const std::string& value) {
    json += json.back() == '{' ? "\"" : ",\"";
    json += name;
    json += "\":\"" + value + '"';
}

std::string hex_of(std::span<const std::uint8_t> bytes) {
    return "0x" + to_hex(bytes);
}

void append_log(std::string& json, const RpcLog& log, std::uint64_t timestamp) {
    json += '{';
    append_member(json, "address", hex_of(log.address.bytes));
    json += ",\"topics\":[";
    for (std::size_t i = 0; i < log.topic_count; ++i)
        json += (i == 0 ? "\"" : ",\"") + to_string(log.topics[i]) + '"';
    json += ']';
    append_member(json, "data", hex_of(log.data));
    append_member(json, "blockNumber", to_quantity(log.block_number));
    append_member(json, "transactionHash", to_string(log.transaction_hash));
    append_member(json, "transactionIndex", to_quantity(log.transaction_index));
    append_member(json, "blockHash", to_string(log.block_hash));
    append_member(json, "blockTimestamp", to_quantity(timestamp));
    append_member(json, "logIndex", to_quantity(log.log_index));
    json += ",\"removed\":false}";
}

Hash hash_of(BlockNumber number) {
    return keccak256("block " + std::to_string(number));
}

}  // namespace

MarketDefinitionPtr large_market() {
    MarketDefinition market = *polygon_market();
    market.tokens.resize(4);
    market.pools.clear();
    market.pairs.clear();
    market.dexes.push_back(market.dexes[1]);
    market.dexes.back().name = "ThirdV2";
    market.dexes.back().factory = token_address(0);
    for (std::size_t i = 1; i <= kBases; ++i) {
        if (i >= market.tokens.size()) market.tokens.push_back({token_address(i), "T" + std::to_string(i), 18, false});
        market.pairs.push_back({market.tokens[i].symbol + "/USDC.e", TokenIndex(i), kQuote});
        add_pools(market, TokenIndex(i), kPoolsOfPair[(i - 1) % kPoolsOfPair.size()]);
    }
    return std::make_shared<const MarketDefinition>(std::move(market));
}

BlockSource::BlockSource(MarketDefinitionPtr market, double scatter, std::uint64_t seed)
    : market_{std::move(market)}, scatter_{scatter}, random_{seed} {
    header_.id = {1000, hash_of(1000)};
    header_.parent = hash_of(999);
    header_.timestamp = std::chrono::sys_seconds{std::chrono::seconds{1'767'225'600}};
    header_.base_fee_wei = 30'000'000'000;
    prices_.assign(market_->tokens.size(), 1.0);
    for (std::size_t i = 1; i < prices_.size(); ++i)
        prices_[i] = usd_of(i) * whole_unit(market_->tokens[0]) / whole_unit(market_->tokens[i]);
    for (std::size_t i = 0; i < market_->pools.size(); ++i)
        states_.push_back(first_state(PoolIndex(i)));
}

void BlockSource::trade_everywhere() {
    next_header();
    move_prices();
    for (const PoolIndex pool : shuffled_pools())
        logs_.push_back(log_of(pool));
    for (std::size_t i = 0; i < logs_.size(); ++i) {
        logs_[i].block_number = header_.id.number;
        logs_[i].block_hash = header_.id.hash;
        logs_[i].transaction_index = static_cast<std::uint32_t>(i / 2);
        logs_[i].log_index = static_cast<std::uint32_t>(3 * i);
        logs_[i].transaction_hash = keccak256(to_string(header_.id.hash) + std::to_string(i / 2));
    }
}

BlockUpdate BlockSource::trade_everywhere_decoded() {
    next_header();
    move_prices();
    BlockUpdate update;
    update.header = header_;
    update.arrival = arrival();
    for (const PoolIndex pool : shuffled_pools()) {
        trade(pool);
        const auto index = static_cast<std::uint32_t>(update.events.size());
        const PoolState& state = states_[position(pool)];
        PoolEvent event{pool, index, index, {}};
        if (const auto* pair = std::get_if<ConstantProductState>(&state)) {
            event.change = SyncChange{pair->reserve0, pair->reserve1};
        } else {
            const auto& range = std::get<ConcentratedState>(state);
            event.change = SwapChange{range.sqrt_price_x96, range.liquidity, range.tick};
        }
        update.events.push_back(std::move(event));
    }
    return update;
}

std::vector<PoolIndex> BlockSource::shuffled_pools() {
    std::vector<PoolIndex> order;
    for (std::size_t i = 0; i < states_.size(); ++i)
        order.push_back(PoolIndex(i));
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random_.next() % i]);
    return order;
}

void BlockSource::pass() {
    next_header();
}

std::string BlockSource::logs_json() const {
    std::string json = "[";
    for (const RpcLog& log : logs_) {
        if (json.size() > 1) json += ',';
        append_log(json, log, static_cast<std::uint64_t>(header_.timestamp.time_since_epoch().count()));
    }
    return json + ']';
}

void BlockSource::next_header() {
    logs_.clear();
    header_.parent = header_.id.hash;
    ++header_.id.number;
    header_.id.hash = hash_of(header_.id.number);
    header_.timestamp += std::chrono::seconds{2};
}

/// A step of up to a thousandth, drawn back to the start by a hundredth of the distance.
void BlockSource::move_prices() {
    for (std::size_t i = 1; i < prices_.size(); ++i) {
        const double start = usd_of(i) * whole_unit(market_->tokens[0]) / whole_unit(market_->tokens[i]);
        const double step = static_cast<double>(random_.between(-1000, 1000)) / 1e6;
        prices_[i] *= 1.0 + step + 0.01 * (start / prices_[i] - 1.0);
    }
}

PoolState BlockSource::state_at(PoolIndex index, double price) const {
    const PoolDefinition& pool = market_->pool(index);
    const bool quote_is_0 = pool.token0 == kQuote;
    if (const auto* range = std::get_if<ConcentratedState>(&states_[position(index)])) {
        const double root = std::sqrt(quote_is_0 ? 1.0 / price : price) * std::pow(2.0, 96);
        return at_sqrt_price(*range, *u256_from_double(root));
    }
    const double depth = kDepthUsdc * whole_unit(market_->token(kQuote));
    const double ratio = std::sqrt(price / prices_[position(quote_is_0 ? pool.token1 : pool.token0)]);
    const u128 quote = to_amount(depth * ratio);
    const u128 base = to_amount(depth * ratio / price);
    return ConstantProductState{quote_is_0 ? quote : base, quote_is_0 ? base : quote, pool.fee};
}

/// Thirty positions around the price, ever wider, and one over the whole range.
PoolState BlockSource::first_state(PoolIndex index) const {
    const PoolDefinition& pool = market_->pool(index);
    const bool quote_is_0 = pool.token0 == kQuote;
    const double price = prices_[position(quote_is_0 ? pool.token1 : pool.token0)];
    const double reserve = kDepthUsdc * whole_unit(market_->token(kQuote));
    if (pool.tick_spacing == 0) {
        const u128 quote = to_amount(reserve);
        const u128 base = to_amount(reserve / price);
        return ConstantProductState{quote_is_0 ? quote : base, quote_is_0 ? base : quote, pool.fee};
    }
    ConcentratedState state;
    state.tick_spacing = pool.tick_spacing;
    state.fee = pool.fee;
    const double root = std::sqrt(quote_is_0 ? 1.0 / price : price) * std::pow(2.0, 96);
    const std::int32_t spacing = pool.tick_spacing;
    const std::int32_t centre = compressed_tick(tick_at_sqrt_ratio(*u256_from_double(root)), spacing) * spacing;
    const u128 liquidity = to_amount(reserve / std::sqrt(price));
    const std::int32_t end = kMaxTick / spacing * spacing;
    std::vector<Position> positions{{-end, end, liquidity}};
    for (std::int32_t i = 1; i <= 30; ++i)
        positions.push_back({centre - i * spacing, centre + i * spacing, liquidity / 10});
    const WordRange known = all_words(spacing);
    state.ticks = std::make_shared<const TickMap>(TickMap::make(spacing, known, ticks_of(positions)).value());
    return at_sqrt_price(state, *u256_from_double(root));
}

void BlockSource::trade(PoolIndex index) {
    const PoolDefinition& pool = market_->pool(index);
    const TokenIndex base = pool.token0 == kQuote ? pool.token1 : pool.token0;
    const double noise = scatter_ * static_cast<double>(random_.between(-1000, 1000)) / 1000.0;
    states_[position(index)] = state_at(index, prices_[position(base)] * (1.0 + noise));
}

RpcLog BlockSource::log_of(PoolIndex index) {
    trade(index);
    const PoolDefinition& pool = market_->pool(index);
    const PoolState& state = states_[position(index)];
    if (const auto* pair = std::get_if<ConstantProductState>(&state)) return encode_sync(pool.address, *pair);
    const TradeRecord trade{token_address(random_.next() % 64), random_.coin(), random_.magnitude(70),
                            random_.magnitude(70)};
    return encode_pool_swap(pool.address, trade, std::get<ConcentratedState>(state));
}

}  // namespace dexarb::testing
