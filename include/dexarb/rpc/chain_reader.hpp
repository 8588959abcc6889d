#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "dexarb/base/address_hash.hpp"
#include "dexarb/rpc/rpc_client.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// Which logs are wanted: from any of `addresses`, with any of `topics` in the first place. Encoded once.
class LogFilter {
  public:
    LogFilter(std::vector<Address> addresses, std::vector<Hash> topics);

    [[nodiscard]] bool admits(const RpcLog& log) const;
    /// The members `"address":[..],"topics":[[..]]` of a filter object.
    [[nodiscard]] const std::string& json() const { return json_; }

  private:
    std::unordered_set<Address, AddressHash> addresses_;
    std::vector<Hash> topics_;  // Sorted.
    std::string json_;
};

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
    /// that is all zero or not given excludes nothing. `filter` outlives the call.
    [[nodiscard]] Task<RpcResult<std::vector<RpcLog>>> logs(BlockId block, const LogFilter& filter,
                                                            std::optional<LogsBloom> bloom = std::nullopt);

    /// The return data of `call` on the state after `block`, which must be canonical (EIP-1898).
    [[nodiscard]] Task<RpcResult<Bytes>> call_at(Hash block, EthCall call);
    /// Many of them in batches, in the order asked; each its data or its own error.
    [[nodiscard]] Task<RpcResult<std::vector<RpcResult<Bytes>>>> calls_at(Hash block, std::vector<EthCall> calls);

    /// Answers refused because the block's bloom excludes a log in them.
    [[nodiscard]] std::uint64_t bloom_refusals() const { return bloom_refusals_; }
    [[nodiscard]] RpcClient& client() const { return *client_; }

  private:
    RpcClient* client_;
    std::uint64_t bloom_refusals_ = 0;
};

}  // namespace dexarb
