#include "dexarb/collector/event_decoder.hpp"

#include <algorithm>
#include <string>

#include "dexarb/rpc/pool_events.hpp"

namespace dexarb {
namespace {

/// No contract emits more than int128 holds; such an amount stays large enough to contradict every state.
i128 to_signed(u128 amount) {
    constexpr u128 kMost = ~static_cast<u128>(0) >> 1;
    return static_cast<i128>(std::min(amount, kMost));
}

/// The replica's change for a decoded log; nothing for an event that is not followed.
struct ToChange {
    std::optional<PoolChange> operator()(std::monostate) const { return std::nullopt; }
    std::optional<PoolChange> operator()(const SyncLog& log) const { return SyncChange{log.reserve0, log.reserve1}; }
    std::optional<PoolChange> operator()(const InitializeLog& log) const {
        return InitializeChange{log.sqrt_price_x96, log.tick};
    }
    std::optional<PoolChange> operator()(const SwapLog& log) const {
        return SwapChange{log.sqrt_price_x96, log.liquidity, log.tick};
    }
    std::optional<PoolChange> operator()(const MintLog& log) const {
        return LiquidityChange{log.tick_lower, log.tick_upper, to_signed(log.amount)};
    }
    std::optional<PoolChange> operator()(const BurnLog& log) const {
        return LiquidityChange{log.tick_lower, log.tick_upper, -to_signed(log.amount)};
    }
};

Error malformed(const RpcLog& log, const std::string& what) {
    return {ErrorCode::kMalformed,
            "log " + std::to_string(log.log_index) + " of " + to_short_string(log.address) + ": " + what};
}

}  // namespace

EventDecoder::EventDecoder(const MarketDefinition& market) {
    for (std::size_t i = 0; i < market.pools.size(); ++i)
        by_address_.emplace(market.pools[i].address, PoolIndex(i));
}

Result<std::vector<PoolEvent>> EventDecoder::decode(const BlockId& block, const std::vector<RpcLog>& logs) const {
    std::vector<PoolEvent> events;
    events.reserve(logs.size());
    for (const RpcLog& log : logs) {
        if (log.block_hash != block.hash || log.removed) return malformed(log, "is not of the block asked for");
        const auto pool = find(log.address);
        if (!pool) return malformed(log, "is of no tracked pool");
        auto decoded = decode_pool_log(log);
        if (!decoded) return malformed(log, decoded.error().detail);
        auto change = std::visit(ToChange{}, *decoded);
        if (change) events.push_back({*pool, log.transaction_index, log.log_index, *std::move(change)});
    }
    return events;
}

std::optional<PoolIndex> EventDecoder::find(const Address& address) const {
    const auto found = by_address_.find(address);
    if (found == by_address_.end()) return std::nullopt;
    return found->second;
}

}  // namespace dexarb
