#include "dexarb/devnet/event_encoding.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "dexarb/rpc/abi.hpp"

namespace dexarb {
namespace {

Hash as_topic(const AbiWord& word) {
    return Hash{word};
}

AbiWord tick_word(std::int32_t tick) {
    return abi_word(static_cast<i128>(tick));
}

/// The first topic is the hash of the signature; the others are the indexed arguments.
RpcLog make_log(const Address& pool, std::string_view signature, std::initializer_list<AbiWord> indexed,
                std::initializer_list<AbiWord> data) {
    RpcLog log;
    log.address = pool;
    log.topics[0] = keccak256(signature);
    std::ranges::transform(indexed, log.topics.begin() + 1, as_topic);
    log.topic_count = static_cast<std::uint8_t>(1 + indexed.size());
    for (const AbiWord& word : data)
        log.data.insert(log.data.end(), word.begin(), word.end());
    return log;
}

/// Seen from the pool: what it got is positive, what it paid negative, in two's complement.
U256 pool_side(const TradeRecord& trade, bool of_token0) {
    return trade.zero_for_one == of_token0 ? trade.amount_in : U256{} - trade.amount_out;
}

}  // namespace

RpcLog encode_sync(const Address& pool, const ConstantProductState& after) {
    return make_log(pool, "Sync(uint112,uint112)", {},
                    {abi_word(U256{after.reserve0}), abi_word(U256{after.reserve1})});
}

RpcLog encode_pair_swap(const Address& pool, const TradeRecord& trade) {
    const U256 zero;
    const AbiWord trader = abi_word(trade.trader);
    return make_log(
        pool, "Swap(address,uint256,uint256,uint256,uint256,address)", {trader, trader},
        {abi_word(trade.zero_for_one ? trade.amount_in : zero), abi_word(trade.zero_for_one ? zero : trade.amount_in),
         abi_word(trade.zero_for_one ? zero : trade.amount_out),
         abi_word(trade.zero_for_one ? trade.amount_out : zero)});
}

RpcLog encode_pool_swap(const Address& pool, const TradeRecord& trade, const ConcentratedState& after) {
    const AbiWord trader = abi_word(trade.trader);
    return make_log(pool, "Swap(address,address,int256,int256,uint160,uint128,int24)", {trader, trader},
                    {abi_word(pool_side(trade, true)), abi_word(pool_side(trade, false)),
                     abi_word(after.sqrt_price_x96), abi_word(U256{after.liquidity}), tick_word(after.tick)});
}

RpcLog encode_initialize(const Address& pool, const ConcentratedState& after) {
    return make_log(pool, "Initialize(uint160,int24)", {}, {abi_word(after.sqrt_price_x96), tick_word(after.tick)});
}

RpcLog encode_mint(const Address& pool, const LiquidityRecord& record) {
    const AbiWord owner = abi_word(record.owner);
    return make_log(pool, "Mint(address,address,int24,int24,uint128,uint256,uint256)",
                    {owner, tick_word(record.range.lower), tick_word(record.range.upper)},
                    {owner, abi_word(U256{record.range.liquidity}), abi_word(record.amounts.amount0),
                     abi_word(record.amounts.amount1)});
}

RpcLog encode_burn(const Address& pool, const LiquidityRecord& record) {
    return make_log(
        pool, "Burn(address,int24,int24,uint128,uint256,uint256)",
        {abi_word(record.owner), tick_word(record.range.lower), tick_word(record.range.upper)},
        {abi_word(U256{record.range.liquidity}), abi_word(record.amounts.amount0), abi_word(record.amounts.amount1)});
}

RpcLog encode_pair_mint(const Address& pool, const Address& sender, const TokenAmounts& amounts) {
    return make_log(pool, "Mint(address,uint256,uint256)", {abi_word(sender)},
                    {abi_word(amounts.amount0), abi_word(amounts.amount1)});
}

RpcLog encode_pair_burn(const Address& pool, const Address& sender, const TokenAmounts& amounts) {
    return make_log(pool, "Burn(address,uint256,uint256,address)", {abi_word(sender), abi_word(sender)},
                    {abi_word(amounts.amount0), abi_word(amounts.amount1)});
}

}  // namespace dexarb
