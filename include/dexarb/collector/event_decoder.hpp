#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "dexarb/base/address_hash.hpp"
#include "dexarb/market/market_replica.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// Turns the logs of one block into events of the market's pools.
class EventDecoder {
  public:
    explicit EventDecoder(const MarketDefinition& market);

    /// Events in log order; kMalformed, naming the log, for a log of another block, of no tracked pool, or of a shape
    /// that its topic does not have. Logs of other kinds are passed over.
    [[nodiscard]] Result<std::vector<PoolEvent>> decode(const BlockId& block, const std::vector<RpcLog>& logs) const;
    [[nodiscard]] std::optional<PoolIndex> find(const Address& address) const;

  private:
    std::unordered_map<Address, PoolIndex, AddressHash> by_address_;
};

}  // namespace dexarb
