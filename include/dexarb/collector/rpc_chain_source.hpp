#pragma once

#include <memory>

#include "dexarb/collector/chain_source.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/rpc/endpoint_group.hpp"
#include "dexarb/rpc/header_memory.hpp"

namespace dexarb {

/// Blocks in one question for logs, at most; some nodes allow no more.
inline constexpr std::uint64_t kMostBlocksOfLogs = 1'000;

/// The nodes behind a group of endpoints, asked for the pool events of one market.
class RpcChainSource final : public ChainSource {
  public:
    RpcChainSource(std::shared_ptr<EndpointGroup> endpoints, const MarketDefinition& market);

    [[nodiscard]] Task<Result<std::uint64_t>> chain_id() override;
    [[nodiscard]] Task<Result<BlockHeader>> latest_header() override;
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> header_by_hash(Hash hash) override;
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> header_by_number(BlockNumber number) override;
    [[nodiscard]] Task<Result<std::vector<RpcLog>>> logs(BlockId block) override;
    [[nodiscard]] Task<Result<std::vector<RpcLog>>> logs_despite_bloom(BlockId block) override;
    [[nodiscard]] Task<Result<std::vector<RpcLog>>> logs_between(BlockNumber first, BlockNumber last) override;
    [[nodiscard]] Task<Result<std::vector<std::uint64_t>>> base_fees(BlockNumber first, BlockNumber last) override;
    [[nodiscard]] std::vector<Address> contradicted_silence(Hash block,
                                                            const std::vector<Address>& silent) const override;
    [[nodiscard]] Task<Result<Bytes>> call(Hash block, EthCall call) override;
    [[nodiscard]] bool announces_heads() const override { return endpoints_->announces_heads(); }
    [[nodiscard]] Task<std::optional<BlockId>> wait_for_head(std::chrono::milliseconds longest) override {
        return endpoints_->wait_for_head(longest);
    }
    void renew_announcements() override { endpoints_->renew_announcements(); }
    [[nodiscard]] std::uint64_t requests() const override;
    [[nodiscard]] std::uint64_t units() const override;
    /// Blocks in one question for logs: halved when a node refuses so many, and slowly more again after that.
    [[nodiscard]] std::uint64_t longest_range() const { return longest_range_; }
    [[nodiscard]] std::uint64_t bloom_refusals() const override { return endpoints_->bloom_refusals(); }
    [[nodiscard]] std::uint64_t changes() const override { return endpoints_->pool().changes(); }
    void refuse_last_answer(RefusalKind kind, const std::string& detail) override;
    void distrust_blooms() override { believes_blooms_ = false; }

    /// Blocks whose logs were taken though their bloom filter excludes them: it is all zero, or none is believed.
    [[nodiscard]] std::uint64_t logs_despite_blooms() const { return logs_despite_blooms_; }

  private:
    void grow_range();
    void count_exceptions(const LogsBloom& bloom, const std::vector<RpcLog>& logs);

    std::shared_ptr<EndpointGroup> endpoints_;
    LogFilter filter_;
    HeaderMemory headers_;
    bool believes_blooms_ = true;
    std::uint64_t logs_despite_blooms_ = 0;
    std::uint64_t longest_range_ = kMostBlocksOfLogs;
    unsigned full_ranges_ = 0;  ///< Of that length, answered in a row.
};

}  // namespace dexarb
