#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dexarb/market/market_snapshot.hpp"
#include "dexarb/rpc/multicall.hpp"

namespace dexarb {

/// How much of the followed state is held against the chain's own, and how often. One audit is one request.
struct AuditOptions {
    std::uint64_t every = 50;  ///< Blocks; 0: never. After a start, gap, failover or undone block at once.
    std::size_t pools = 16;    ///< At most, of one audit.
    std::size_t calls = 300;   ///< At most, of one audit (more only where a single pool needs them).
    std::int32_t words = 4;    ///< Bitmap words of one pool, besides that of its price.
    std::size_t ticks = 64;    ///< At most, of one pool.
};

/// One call whose answer an audit holds against a snapshot.
struct AuditQuestion {
    enum class Read : std::uint8_t { kReserves, kSlot0, kLiquidity, kBitmapWord, kTick };
    PoolIndex pool{};
    Read read = Read::kReserves;
    std::int32_t at = 0;  ///< The word of kBitmapWord, the tick of kTick.

    friend bool operator==(const AuditQuestion&, const AuditQuestion&) = default;
};

/// Where the followed state is not the chain's.
struct AuditDifference {
    BlockId block;
    PoolIndex pool{};
    std::string field;  ///< In words: "reserve0 is 5, on the chain 7".
};

struct AuditFindings {
    std::uint64_t checks = 0;  ///< Values compared.
    std::uint64_t agreed = 0;
    std::vector<AuditDifference> differences;
};

[[nodiscard]] std::vector<MulticallCall> audit_calls(const MarketDefinition& market,
                                                     std::span<const AuditQuestion> questions);

/// Holds `answers`, one per question and read at the snapshot's own block, against the snapshot. kMalformed for return
/// data of another shape than the function has: an answer that says nothing.
[[nodiscard]] Result<AuditFindings> compare_with_chain(const MarketSnapshot& snapshot,
                                                       std::span<const AuditQuestion> questions,
                                                       std::span<const MulticallResult> answers);

}  // namespace dexarb
