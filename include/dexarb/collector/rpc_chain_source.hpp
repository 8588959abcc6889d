#pragma once

#include <memory>

#include "dexarb/collector/chain_source.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/rpc/bloom_memory.hpp"
#include "dexarb/rpc/endpoint_group.hpp"

namespace dexarb {

/// The nodes behind a group of endpoints, asked for the pool events of one market.
class RpcChainSource final : public ChainSource {
  public:
    RpcChainSource(std::shared_ptr<EndpointGroup> endpoints, const MarketDefinition& market);

    [[nodiscard]] Task<Result<std::uint64_t>> chain_id() override;
    [[nodiscard]] Task<Result<BlockHeader>> latest_header() override;
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> header_by_hash(Hash hash) override;
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> header_by_number(BlockNumber number) override;
    [[nodiscard]] Task<Result<std::vector<RpcLog>>> logs(BlockId block) override;
    [[nodiscard]] Task<Result<Bytes>> call(Hash block, EthCall call) override;
    [[nodiscard]] std::uint64_t requests() const override;

  private:
    std::shared_ptr<EndpointGroup> endpoints_;
    LogFilter filter_;
    BloomMemory blooms_;
};

}  // namespace dexarb
