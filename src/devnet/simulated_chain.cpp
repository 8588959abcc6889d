#include "dexarb/devnet/simulated_chain.hpp"

#include <algorithm>
#include <utility>

#include "block_hashing.hpp"

namespace dexarb {
namespace {

/// Producers may choose the base fee, consensus bounds its change to a twentieth; zero is not left by twentieths.
bool is_lawful_step(std::uint64_t parent_fee, std::uint64_t fee) {
    const std::uint64_t step = std::max<std::uint64_t>(parent_fee / 20, 1);
    return fee <= parent_fee + step && fee + step >= parent_fee;
}

/// Fills in the places of transactions and logs, and what the header says of them.
class Sealer {
  public:
    Sealer(SimulatedBlock& block, const BlockContents& contents) : block_{block}, contents_{contents} {}

    void run() {
        block_.logs = contents_.logs;
        for (const DraftTransaction& draft : contents_.transactions)
            add_transaction(draft);
        block_.state_root = hash_of_world(*block_.world);
        block_.header.hash = hash_of_block(block_);
        for (RpcLog& log : block_.logs)
            log.block_hash = block_.header.hash;
    }

  private:
    void add_transaction(const DraftTransaction& draft) {
        const std::size_t index = block_.transactions.size();
        const std::span<RpcLog> logs = std::span{block_.logs}.subspan(next_log_, draft.log_count);
        const Hash hash = hash_of_transaction(block_.header.parent_hash, index, draft.sender, logs);
        for (RpcLog& log : logs)
            place(log, hash, static_cast<std::uint32_t>(index));
        block_.transactions.push_back({hash, draft.sender, draft.gas_used});
        block_.header.gas_used += draft.gas_used;
    }

    void place(RpcLog& log, const Hash& transaction, std::uint32_t index) {
        log.block_number = block_.header.number;
        log.transaction_hash = transaction;
        log.transaction_index = index;
        log.log_index = static_cast<std::uint32_t>(next_log_++);
        add_to_bloom(block_.header.logs_bloom, log.address.bytes);
        for (std::size_t topic = 0; topic < log.topic_count; ++topic)
            add_to_bloom(block_.header.logs_bloom, log.topics[topic].bytes);
    }

    SimulatedBlock& block_;
    const BlockContents& contents_;
    std::size_t next_log_ = 0;
};

}  // namespace

SimulatedChain::SimulatedChain(WorldStatePtr genesis, const ChainOptions& options) : options_{options} {
    check(options.history > 0, "a chain keeps at least one block");
    RpcHeader header;
    header.number = options.first_block;
    header.parent_hash = keccak256(std::string_view{"dexarb devnet"});
    header.timestamp = static_cast<std::uint64_t>(options.first_timestamp.time_since_epoch().count());
    header.base_fee = U256{options.first_base_fee_wei};
    header.gas_limit = options.gas_limit;
    BlockContents contents;
    contents.world = std::move(genesis);
    keep(seal(std::move(contents), header));
}

const SimulatedBlock& SimulatedChain::append(BlockContents contents, std::uint64_t base_fee_wei) {
    const RpcHeader& parent = head().header;
    check(is_lawful_step(parent.base_fee->low_u64(), base_fee_wei), "a base fee moves by at most 5 % a block");
    RpcHeader header;
    header.number = parent.number + 1;
    header.parent_hash = parent.hash;
    header.timestamp = parent.timestamp + static_cast<std::uint64_t>(options_.block_time.count());
    header.base_fee = U256{base_fee_wei};
    header.gas_limit = options_.gas_limit;
    keep(seal(std::move(contents), header));
    return head();
}

SimulatedBlockPtr SimulatedChain::seal(BlockContents contents, RpcHeader header) const {
    auto block = std::make_shared<SimulatedBlock>();
    block->header = header;
    block->branch = branch_;
    block->world = contents.world;
    Sealer{*block, contents}.run();
    return block;
}

void SimulatedChain::keep(SimulatedBlockPtr block) {
    by_hash_.emplace(block->header.hash, block);
    canonical_.push_back(std::move(block));
    if (canonical_.size() <= options_.history) return;
    canonical_.pop_front();
    std::erase_if(by_hash_, [&](const auto& entry) { return entry.second->header.number < oldest(); });
}

void SimulatedChain::rewind(std::size_t depth) {
    check(depth < canonical_.size(), "a chain is rewound within the blocks it keeps");
    canonical_.resize(canonical_.size() - depth);
    ++branch_;
}

SimulatedBlockPtr SimulatedChain::at(BlockNumber number) const {
    if (number < oldest() || number > head().header.number) return nullptr;
    return canonical_[number - oldest()];
}

SimulatedBlockPtr SimulatedChain::find(const Hash& hash) const {
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? nullptr : found->second;
}

bool SimulatedChain::is_canonical(const SimulatedBlock& block) const {
    const auto canonical = at(block.header.number);
    return canonical != nullptr && canonical->header.hash == block.header.hash;
}

void add_to_bloom(LogsBloom& bloom, std::span<const std::uint8_t> item) {
    const Hash hash = keccak256(item);
    for (std::size_t i = 0; i < 6; i += 2) {
        const unsigned bit = ((static_cast<unsigned>(hash.bytes[i]) << 8) | hash.bytes[i + 1]) & 2047U;
        bloom.bytes[255 - bit / 8] = static_cast<std::uint8_t>(bloom.bytes[255 - bit / 8] | (1U << (bit % 8)));
    }
}

}  // namespace dexarb
