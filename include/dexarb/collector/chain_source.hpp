#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/market/market_snapshot.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// What the collector asks of a node; over JSON-RPC in `RpcChainSource`, by hand in tests.
///
/// An error is an answer that did not come or cannot be used; the collector asks again.
class ChainSource {
  public:
    virtual ~ChainSource() = default;

    [[nodiscard]] virtual Task<Result<std::uint64_t>> chain_id() = 0;
    [[nodiscard]] virtual Task<Result<BlockHeader>> latest_header() = 0;
    /// Nothing if the node does not have that block.
    [[nodiscard]] virtual Task<Result<std::optional<BlockHeader>>> header_by_hash(Hash hash) = 0;
    [[nodiscard]] virtual Task<Result<std::optional<BlockHeader>>> header_by_number(BlockNumber number) = 0;
    /// The logs of exactly this block that the tracked pools emitted, in log order.
    [[nodiscard]] virtual Task<Result<std::vector<RpcLog>>> logs(BlockId block) = 0;
    /// The return data of `call` on the state after `block`.
    [[nodiscard]] virtual Task<Result<Bytes>> call(Hash block, EthCall call) = 0;
    /// Requests sent so far, retries included.
    [[nodiscard]] virtual std::uint64_t requests() const = 0;
};

}  // namespace dexarb
