#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/base/address.hpp"
#include "dexarb/base/block_id.hpp"
#include "dexarb/base/hash.hpp"
#include "dexarb/base/u256.hpp"
#include "dexarb/rpc/abi.hpp"

namespace dexarb {

/// A block's Bloom filter over the addresses and topics of its logs. Source: Yellow Paper 4.3.1.
struct LogsBloom {
    std::array<std::uint8_t, 256> bytes{};

    friend bool operator==(const LogsBloom&, const LogsBloom&) = default;
};

/// False only if no log of the block has `item` (an address or topic) in it.
[[nodiscard]] bool may_contain(const LogsBloom& bloom, std::span<const std::uint8_t> item);

struct RpcHeader {
    BlockNumber number = 0;
    Hash hash;
    Hash parent_hash;
    std::uint64_t timestamp = 0;   ///< Seconds since the Unix epoch.
    std::optional<U256> base_fee;  ///< Wei per gas; absent before EIP-1559.
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    LogsBloom logs_bloom;

    [[nodiscard]] BlockId id() const { return {number, hash}; }
};

struct RpcLog {
    Address address;
    std::array<Hash, 4> topics{};
    std::uint8_t topic_count = 0;
    bool removed = false;
    Bytes data;
    BlockNumber block_number = 0;
    Hash block_hash;
    Hash transaction_hash;
    std::uint32_t transaction_index = 0;
    std::uint32_t log_index = 0;
};

/// False only if the block with this bloom cannot have emitted `log`: by its address and each of its topics.
[[nodiscard]] bool may_contain(const LogsBloom& bloom, const RpcLog& log);

struct EthCall {
    Address to;
    Bytes data;
};

}  // namespace dexarb
