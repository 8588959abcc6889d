#include "block_hashing.hpp"

#include "dexarb/rpc/abi.hpp"

namespace dexarb {
namespace {

/// Bytes to be hashed, each part at a fixed width.
class Preimage {
  public:
    Preimage& add(const U256& number) { return add(std::span<const std::uint8_t>{to_big_endian(number)}); }
    Preimage& add(const Hash& hash) { return add(std::span<const std::uint8_t>{hash.bytes}); }
    Preimage& add(const Address& address) { return add(std::span<const std::uint8_t>{address.bytes}); }
    Preimage& add(std::span<const std::uint8_t> bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
        return *this;
    }
    [[nodiscard]] Hash hash() const { return keccak256(bytes_); }

  private:
    Bytes bytes_;
};

U256 two_complement(i128 value) {
    return value < 0 ? U256{} - U256{static_cast<u128>(-value)} : U256{static_cast<u128>(value)};
}

struct StateHasher {
    Preimage& preimage;

    void operator()(const ConstantProductState& pair) const {
        preimage.add(U256{pair.reserve0}).add(U256{pair.reserve1});
    }
    void operator()(const ConcentratedState& pool) const {
        preimage.add(pool.sqrt_price_x96).add(two_complement(pool.tick)).add(U256{pool.liquidity});
        for (const Tick& tick : pool.ticks->ticks())
            preimage.add(two_complement(tick.index))
                .add(U256{tick.liquidity_gross})
                .add(two_complement(tick.liquidity_net));
    }
};

}  // namespace

Hash hash_of_world(const WorldState& world) {
    Preimage preimage;
    for (const auto& entry : world) {
        preimage.add(U256{entry ? 1U : 0U});
        if (entry) std::visit(StateHasher{preimage}, entry->pool.state);
    }
    return preimage.hash();
}

Hash hash_of_transaction(const Hash& parent, std::size_t index, const Address& sender, std::span<const RpcLog> logs) {
    Preimage preimage;
    preimage.add(parent).add(U256{index}).add(sender);
    for (const RpcLog& log : logs) {
        preimage.add(log.address);
        for (std::size_t topic = 0; topic < log.topic_count; ++topic)
            preimage.add(log.topics[topic]);
        preimage.add(std::span<const std::uint8_t>{log.data});
    }
    return preimage.hash();
}

Hash hash_of_block(const SimulatedBlock& block) {
    const RpcHeader& header = block.header;
    Preimage preimage;
    preimage.add(U256{header.number}).add(header.parent_hash).add(U256{header.timestamp});
    preimage.add(header.base_fee.value_or(U256{})).add(U256{header.gas_limit}).add(U256{header.gas_used});
    preimage.add(std::span<const std::uint8_t>{header.logs_bloom.bytes}).add(block.state_root).add(U256{block.branch});
    for (const SimulatedTransaction& transaction : block.transactions)
        preimage.add(transaction.hash);
    return preimage.hash();
}

}  // namespace dexarb
