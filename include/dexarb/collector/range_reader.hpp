#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/collector/chain_source.hpp"
#include "dexarb/collector/collector_options.hpp"
#include "dexarb/collector/pool_reader.hpp"
#include "dexarb/rpc/pool_calls.hpp"

namespace dexarb {

/// How far back a block's own state names the hashes of its ancestors. Source: the EVM's BLOCKHASH, less what a head
/// may grow while it is read.
inline constexpr std::uint64_t kLongestRange = 250;

/// What one call on the state after a block says of the branch behind it and of pools at its end.
struct BranchWitness {
    /// One pool's price and liquidity as the contract has it; nothing where it does not answer.
    struct PoolEnd {
        PoolIndex pool{};
        std::optional<ReservesAnswer> reserves;
        std::optional<Slot0Answer> slot0;
        std::optional<u128> liquidity;
    };

    std::vector<Hash> hashes;  ///< Of the ancestors asked for, in order.
    std::vector<PoolEnd> pools;
};

/// Whether `state` is what the contract itself said; ticks are not compared.
[[nodiscard]] bool agrees(const PoolState& state, const BranchWitness::PoolEnd& end);

/// Several blocks up to a known one.
struct RangeReading {
    std::vector<BlockHeader> headers;  ///< Of each block, oldest first.
    std::vector<std::vector<RpcLog>> logs;
    std::uint64_t interpolated = 0;  ///< Headers whose timestamp was not read.
};

/// Reads several blocks at a time in a few requests: their logs by one ranged question, the hashes of their branch and
/// the state at its end by one call on the last block's own state, their base fees by eth_feeHistory. All are held
/// against the hashes; what the node had of another branch, or not yet, is an error.
class RangeReader {
  public:
    /// `source` outlives the reader.
    RangeReader(MarketDefinitionPtr market, ChainSource& source, const CollectorOptions& options);

    /// The hashes of the ancestors of `block` from `first` to `last`, and `pools` after it. At most `kLongestRange`
    /// back.
    [[nodiscard]] Task<Result<BranchWitness>> read_witness(BlockId block, BlockNumber first, BlockNumber last,
                                                           std::vector<PoolIndex> pools);

    /// The blocks above `from` up to `to`, of which `hashes` names those between in order. Base fees come from
    /// eth_feeHistory if it agrees with both ends, and timestamps are then interpolated; else from each block's header.
    [[nodiscard]] Task<Result<RangeReading>> read(BlockHeader from, BlockHeader to, std::vector<Hash> hashes);

  private:
    [[nodiscard]] Task<Result<std::vector<std::vector<RpcLog>>>> read_logs(const std::vector<BlockId>& blocks);
    [[nodiscard]] Task<Result<void>> confirm_last(BlockId last);
    /// Whether the base fees could be had; fills the headers between.
    [[nodiscard]] Task<bool> fill_between(const BlockHeader& from, std::vector<BlockHeader>& headers);
    [[nodiscard]] Task<Result<void>> read_between(std::vector<BlockHeader>& headers);

    MarketDefinitionPtr market_;
    ChainSource& source_;
    PoolReader reader_;
};

}  // namespace dexarb
