#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/rpc/log_filter.hpp"
#include "dexarb/rpc/rpc_client.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// Typed reads. Every answer is checked against its question; what does not fit is an error of class kMalformed.
class ChainReader {
  public:
    /// `client` outlives the reader.
    explicit ChainReader(RpcClient& client) : client_{&client} {}

    [[nodiscard]] Task<RpcResult<std::uint64_t>> chain_id();
    [[nodiscard]] Task<RpcResult<U256>> gas_price();
    [[nodiscard]] Task<RpcResult<BlockNumber>> block_number();

    [[nodiscard]] Task<RpcResult<RpcHeader>> latest_header();
    /// Nothing if the node does not have that block.
    [[nodiscard]] Task<RpcResult<std::optional<RpcHeader>>> header_by_number(BlockNumber number);
    [[nodiscard]] Task<RpcResult<std::optional<RpcHeader>>> header_by_hash(Hash hash);

    /// The block's logs that `filter` admits, in log order. A log of another block, removed, repeated, out of order or
    /// not asked for makes the whole answer malformed, as does one that `bloom`, the block's own, excludes; a bloom
    /// that is all zero or not given excludes nothing. So does a pool event of another shape than its contract emits.
    /// `filter` outlives the call.
    [[nodiscard]] Task<RpcResult<std::vector<RpcLog>>> logs(BlockId block, const LogFilter& filter,
                                                            std::optional<LogsBloom> bloom = std::nullopt);

    /// The logs of all blocks from `first` to `last` that `filter` admits, by block and log index, on whatever branch
    /// the node had: whoever asks compares their block hashes with those of the branch. A log outside the range,
    /// removed, repeated, out of order or not asked for, and two hashes for one number, make the whole answer
    /// malformed.
    [[nodiscard]] Task<RpcResult<std::vector<RpcLog>>> logs_between(BlockNumber first, BlockNumber last,
                                                                    const LogFilter& filter);
    /// The base fees, in wei, of all blocks from `first` to `last` (eth_feeHistory).
    [[nodiscard]] Task<RpcResult<std::vector<std::uint64_t>>> base_fees(BlockNumber first, BlockNumber last);

    /// The return data of `call` on the state after `block`, which must be canonical (EIP-1898).
    [[nodiscard]] Task<RpcResult<Bytes>> call_at(Hash block, EthCall call);
    /// Many of them in batches, in the order asked; each its data or its own error.
    [[nodiscard]] Task<RpcResult<std::vector<RpcResult<Bytes>>>> calls_at(Hash block, std::vector<EthCall> calls);

    [[nodiscard]] RpcClient& client() const { return *client_; }

  private:
    RpcClient* client_;
};

}  // namespace dexarb
