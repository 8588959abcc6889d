#pragma once

#include "dexarb/collector/chain_source.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/rpc/bloom_memory.hpp"
#include "dexarb/rpc/chain_reader.hpp"

namespace dexarb {

/// The node behind an `RpcClient`, asked for the pool events of one market.
class RpcChainSource final : public ChainSource {
  public:
    /// `client` outlives the source.
    RpcChainSource(RpcClient& client, const MarketDefinition& market);

    [[nodiscard]] Task<Result<std::uint64_t>> chain_id() override;
    [[nodiscard]] Task<Result<BlockHeader>> latest_header() override;
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> header_by_hash(Hash hash) override;
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> header_by_number(BlockNumber number) override;
    [[nodiscard]] Task<Result<std::vector<RpcLog>>> logs(BlockId block) override;
    [[nodiscard]] Task<Result<Bytes>> call(Hash block, EthCall call) override;
    [[nodiscard]] std::uint64_t requests() const override;

    /// Answers whose logs the bloom of the block's header excludes; refused as malformed.
    [[nodiscard]] std::uint64_t bloom_refusals() const { return reader_.bloom_refusals(); }

  private:
    ChainReader reader_;
    LogFilter filter_;
    BloomMemory blooms_;
};

}  // namespace dexarb
