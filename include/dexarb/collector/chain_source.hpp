#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/market/market_snapshot.hpp"
#include "dexarb/rpc/refusal.hpp"
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
    /// The logs of the tracked pools in all blocks from `first` to `last`, by block and log index, on whatever branch
    /// the node had: compare their block hashes. Asked in parts where the node refuses so many at once.
    [[nodiscard]] virtual Task<Result<std::vector<RpcLog>>> logs_between(BlockNumber first, BlockNumber last) = 0;
    /// The base fees of all blocks from `first` to `last`, in wei, on whatever branch the node had.
    [[nodiscard]] virtual Task<Result<std::vector<std::uint64_t>>> base_fees(BlockNumber first, BlockNumber last) = 0;
    /// Those of `silent`, tracked pools without an event in this block's logs, that its bloom filter names all the same
    /// and hardly by chance.
    [[nodiscard]] virtual std::vector<Address> contradicted_silence(Hash /*block*/,
                                                                    const std::vector<Address>& /*silent*/) const {
        return {};
    }
    /// The return data of `call` on the state after `block`.
    [[nodiscard]] virtual Task<Result<Bytes>> call(Hash block, EthCall call) = 0;
    /// The same whatever the block's bloom filter says of them.
    [[nodiscard]] virtual Task<Result<std::vector<RpcLog>>> logs_despite_bloom(BlockId block) { return logs(block); }
    /// Whether the node says of its own accord that it has a new head, now. News only: what it has is asked for.
    [[nodiscard]] virtual bool announces_heads() const { return false; }
    /// The newest head announced since the last call; waits for one, at most `longest` and while the node announces.
    [[nodiscard]] virtual Task<std::optional<BlockId>> wait_for_head(std::chrono::milliseconds longest);
    /// The node announces nothing though it has new heads: it is subscribed to anew.
    virtual void renew_announcements() {}
    /// Requests sent so far, retries included.
    [[nodiscard]] virtual std::uint64_t requests() const = 0;
    /// What they cost in the provider's units.
    [[nodiscard]] virtual std::uint64_t units() const = 0;
    /// Answers refused so far because a block's bloom filter excludes a log in them.
    [[nodiscard]] virtual std::uint64_t bloom_refusals() const { return 0; }
    /// How often another node began to answer.
    [[nodiscard]] virtual std::uint64_t changes() const { return 0; }

    /// The answer given last does not fit what is known of the chain: counted against who gave it.
    virtual void refuse_last_answer(RefusalKind /*kind*/, const std::string& /*detail*/) {}
    /// The chain's own state shows that a bloom filter excluded what happened: none is believed from here on.
    virtual void distrust_blooms() {}
};

}  // namespace dexarb
