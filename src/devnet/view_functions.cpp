#include "view_functions.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>

namespace dexarb {
namespace {

Bytes words(std::initializer_list<AbiWord> values) {
    Bytes data;
    for (const AbiWord& word : values)
        data.insert(data.end(), word.begin(), word.end());
    return data;
}

AbiWord signed_word(i128 value) {
    return abi_word(value);
}

bool is(const ViewCall& call, std::string_view signature) {
    return call.function == signature;
}

const SimulatedPool* deployed(const ViewCall& call, PoolIndex pool) {
    return (*call.block.world)[position(pool)].get();
}

/// The deployed pool of two tokens, the zero address if there is none.
Address registered(const ViewCall& call, std::uint32_t dex, std::pair<Address, Address> tokens, FeePpm fee) {
    const auto sorted = std::minmax(tokens.first, tokens.second);
    for (std::size_t i = 0; i < call.market.pools.size(); ++i) {
        const PoolDefinition& pool = call.market.pools[i];
        if (pool.dex != dex || pool.fee != fee || deployed(call, PoolIndex(i)) == nullptr) continue;
        if (call.market.token(pool.token0).address == sorted.first &&
            call.market.token(pool.token1).address == sorted.second)
            return pool.address;
    }
    return {};
}

std::optional<Bytes> view_pair_state(const ViewCall& call, const ConstantProductState& pair) {
    if (!is(call, "getReserves()")) return std::nullopt;
    return words({abi_word(U256{pair.reserve0}), abi_word(U256{pair.reserve1}),
                  abi_word(U256{call.block.header.timestamp & 0xFFFFFFFFU})});
}

/// The bits of one bitmap word. Source: TickBitmap.position.
U256 bitmap_bits(const TickMap& ticks, std::int32_t word) {
    U256 bits;
    for (const Tick& tick : ticks.ticks())
        if (bitmap_word(tick.index, ticks.spacing()) == word)
            bits = bits |
                   U256::power_of_two(static_cast<unsigned>(compressed_tick(tick.index, ticks.spacing()) - word * 256));
    return bits;
}

/// liquidityGross, liquidityNet, four accumulators this chain does not keep, their seconds, initialized.
Bytes tick_words(const TickMap& ticks, std::int32_t index) {
    const auto found = std::ranges::find(ticks.ticks(), index, &Tick::index);
    const AbiWord zero{};
    if (found == ticks.ticks().end()) return words({zero, zero, zero, zero, zero, zero, zero, zero});
    return words({abi_word(U256{found->liquidity_gross}), signed_word(found->liquidity_net), zero, zero, zero, zero,
                  zero, abi_word(U256{1})});
}

/// Price, tick, the oracle's three counters, protocol fee (off), unlocked.
Bytes slot0_words(const ConcentratedState& pool) {
    const bool has_price = !pool.sqrt_price_x96.is_zero();
    const AbiWord one = abi_word(U256{has_price ? 1 : 0});
    return words({abi_word(pool.sqrt_price_x96), signed_word(pool.tick), AbiWord{}, one, one, AbiWord{}, one});
}

std::optional<Bytes> view_range_state(const ViewCall& call, const ConcentratedState& pool) {
    if (is(call, "slot0()")) return slot0_words(pool);
    if (is(call, "liquidity()")) return words({abi_word(U256{pool.liquidity})});
    if (is(call, "fee()")) return words({abi_word(U256{pool.fee.value})});
    if (is(call, "tickSpacing()")) return words({signed_word(pool.tick_spacing)});
    AbiReader arguments{call.arguments};
    if (is(call, "tickBitmap(int16)")) {
        const auto word = static_cast<std::int32_t>(arguments.read_int(16));
        if (arguments.ok()) return words({abi_word(bitmap_bits(*pool.ticks, word))});
    }
    if (is(call, "ticks(int24)")) {
        const std::int32_t tick = arguments.read_int24();
        if (arguments.ok()) return tick_words(*pool.ticks, tick);
    }
    return std::nullopt;
}

/// What the market's pools hold of a token.
U256 balance_of(const ViewCall& call, TokenIndex token, const Address& owner) {
    const auto pool = find_pool(call.market, owner);
    if (!pool || deployed(call, *pool) == nullptr) return {};
    const PoolDefinition& definition = call.market.pool(*pool);
    if (definition.token0 == token) return deployed(call, *pool)->balance0;
    return definition.token1 == token ? deployed(call, *pool)->balance1 : U256{};
}

std::map<Selector, std::string_view> signatures_by_selector() {
    std::map<Selector, std::string_view> table;
    for (const std::string_view signature :
         {"getPair(address,address)", "getPool(address,address,uint24)", "token0()", "token1()", "factory()",
          "getReserves()", "slot0()", "liquidity()", "fee()", "tickSpacing()", "tickBitmap(int16)", "ticks(int24)",
          "decimals()", "balanceOf(address)"})
        table.emplace(function_selector(signature), signature);
    return table;
}

}  // namespace

std::string_view view_signature(const Selector& selector) {
    static const std::map<Selector, std::string_view> kSignatures = signatures_by_selector();
    const auto found = kSignatures.find(selector);
    return found == kSignatures.end() ? std::string_view{} : found->second;
}

std::optional<Bytes> view_factory(const ViewCall& call, std::uint32_t dex) {
    const Dex& definition = call.market.dexes[dex];
    const bool is_pair_factory = definition.kind == DexKind::kConstantProduct;
    AbiReader arguments{call.arguments};
    if (is_pair_factory && is(call, "getPair(address,address)")) {
        const Address a = arguments.read_address();
        const Address b = arguments.read_address();
        if (arguments.ok()) return words({abi_word(registered(call, dex, {a, b}, definition.fee))});
    }
    if (!is_pair_factory && is(call, "getPool(address,address,uint24)")) {
        const Address a = arguments.read_address();
        const Address b = arguments.read_address();
        const FeePpm fee{arguments.read_u32(24)};
        if (arguments.ok()) return words({abi_word(registered(call, dex, {a, b}, fee))});
    }
    return std::nullopt;
}

std::optional<Bytes> view_pool(const ViewCall& call, PoolIndex pool) {
    const PoolDefinition& definition = call.market.pool(pool);
    if (is(call, "token0()")) return words({abi_word(call.market.token(definition.token0).address)});
    if (is(call, "token1()")) return words({abi_word(call.market.token(definition.token1).address)});
    if (is(call, "factory()")) return words({abi_word(call.market.dex_of(pool).factory)});
    const PoolState& state = deployed(call, pool)->pool.state;
    if (const auto* pair = std::get_if<ConstantProductState>(&state)) return view_pair_state(call, *pair);
    return view_range_state(call, std::get<ConcentratedState>(state));
}

std::optional<Bytes> view_token(const ViewCall& call, TokenIndex token) {
    if (is(call, "decimals()")) return words({abi_word(U256{call.market.token(token).decimals})});
    AbiReader arguments{call.arguments};
    if (is(call, "balanceOf(address)")) {
        const Address owner = arguments.read_address();
        if (arguments.ok()) return words({abi_word(balance_of(call, token, owner))});
    }
    return std::nullopt;
}

}  // namespace dexarb
