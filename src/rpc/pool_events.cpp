#include "dexarb/rpc/pool_events.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace dexarb {

namespace {

/// The indexed arguments one behind the other; the first topic, which chose the event, is passed over.
struct IndexedWords {
    explicit IndexedWords(const RpcLog& log) {
        for (std::size_t i = 1; i < log.topic_count; ++i, size += 32)
            std::ranges::copy(log.topics[i].bytes, bytes.begin() + static_cast<std::ptrdiff_t>(size));
    }
    [[nodiscard]] std::span<const std::uint8_t> span() const { return std::span{bytes}.first(size); }

    std::array<std::uint8_t, 96> bytes{};
    std::size_t size = 0;
};

SyncLog read_sync(AbiReader&, AbiReader& data) {
    SyncLog event;
    event.reserve0 = data.read_u128(112);
    event.reserve1 = data.read_u128(112);
    return event;
}

InitializeLog read_initialize(AbiReader&, AbiReader& data) {
    InitializeLog event;
    event.sqrt_price_x96 = data.read_uint(160);
    event.tick = data.read_int24();
    return event;
}

SwapLog read_swap(AbiReader& indexed, AbiReader& data) {
    static_cast<void>(indexed.read_address());  // sender
    static_cast<void>(indexed.read_address());  // recipient
    SwapLog event;
    event.amount0 = data.read_i256();
    event.amount1 = data.read_i256();
    event.sqrt_price_x96 = data.read_uint(160);
    event.liquidity = data.read_u128();
    event.tick = data.read_int24();
    return event;
}

/// Mint and Burn alike: owner and ticks are indexed, amounts follow.
template <typename Event>
Event read_liquidity(AbiReader& indexed, AbiReader& data) {
    static_cast<void>(indexed.read_address());  // owner
    Event event;
    event.tick_lower = indexed.read_int24();
    event.tick_upper = indexed.read_int24();
    event.amount = data.read_u128();
    event.amount0 = data.read_u256();
    event.amount1 = data.read_u256();
    if (event.tick_lower >= event.tick_upper) data.refuse();
    return event;
}

MintLog read_mint(AbiReader& indexed, AbiReader& data) {
    static_cast<void>(data.read_address());  // sender
    return read_liquidity<MintLog>(indexed, data);
}

template <typename Read>
Result<PoolLogEvent> decode(const RpcLog& log, std::string_view what, Read read) {
    const IndexedWords words{log};
    AbiReader indexed{words.span()};
    AbiReader data{log.data};
    const auto event = read(indexed, data);
    if (indexed.remaining() != 0 || data.remaining() != 0) indexed.refuse();
    indexed.merge(data);
    if (auto finished = indexed.finish(what); !finished) return std::move(finished).error();
    return PoolLogEvent{event};
}

}  // namespace

const Hash& sync_topic() {
    static const Hash topic = keccak256("Sync(uint112,uint112)");
    return topic;
}

const Hash& initialize_topic() {
    static const Hash topic = keccak256("Initialize(uint160,int24)");
    return topic;
}

const Hash& swap_topic() {
    static const Hash topic = keccak256("Swap(address,address,int256,int256,uint160,uint128,int24)");
    return topic;
}

const Hash& mint_topic() {
    static const Hash topic = keccak256("Mint(address,address,int24,int24,uint128,uint256,uint256)");
    return topic;
}

const Hash& burn_topic() {
    static const Hash topic = keccak256("Burn(address,int24,int24,uint128,uint256,uint256)");
    return topic;
}

std::vector<Hash> pool_topics() {
    return {sync_topic(), initialize_topic(), swap_topic(), mint_topic(), burn_topic()};
}

Result<PoolLogEvent> decode_pool_log(const RpcLog& log) {
    if (log.topic_count == 0) return PoolLogEvent{};
    const Hash& topic = log.topics[0];
    if (topic == sync_topic()) return decode(log, "sync log", read_sync);
    if (topic == swap_topic()) return decode(log, "swap log", read_swap);
    if (topic == mint_topic()) return decode(log, "mint log", read_mint);
    if (topic == burn_topic()) return decode(log, "burn log", read_liquidity<BurnLog>);
    if (topic == initialize_topic()) return decode(log, "initialize log", read_initialize);
    return PoolLogEvent{};
}

}  // namespace dexarb
