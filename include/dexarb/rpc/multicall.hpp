#pragma once

#include <optional>
#include <span>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/hash.hpp"
#include "dexarb/rpc/abi.hpp"

namespace dexarb {

/// Multicall3, at the same address on every chain that has it. Source: mds1/multicall3.
inline constexpr Address kMulticall3{{0xcA, 0x11, 0xbd, 0xe0, 0x59, 0x77, 0xb3, 0x63, 0x11, 0x67,
                                      0x02, 0x88, 0x62, 0xbE, 0x2a, 0x17, 0x39, 0x76, 0xCA, 0x11}};

struct MulticallCall {
    Address target;
    bool allow_failure = true;
    Bytes data;
};
struct MulticallResult {
    bool success = false;
    Bytes data;
};

/// aggregate3((address,bool,bytes)[]).
[[nodiscard]] Bytes encode_aggregate3(std::span<const MulticallCall> calls);
/// Its answer, which must hold exactly `expected` results.
[[nodiscard]] Result<std::vector<MulticallResult>> decode_aggregate3_results(std::span<const std::uint8_t> data,
                                                                             std::size_t expected);

/// getBlockHash(uint256): the hash of an ancestor, at most 256 back, of the block on whose state it is called.
[[nodiscard]] Bytes encode_get_block_hash(BlockNumber number);
/// Its answer; zero for what is no ancestor or too far back.
[[nodiscard]] Result<Hash> decode_hash(std::span<const std::uint8_t> data);

/// The node's side: the number asked for; nothing for another function.
[[nodiscard]] std::optional<U256> decode_get_block_hash(std::span<const std::uint8_t> call_data);

/// The node's side of aggregate3.
[[nodiscard]] Result<std::vector<MulticallCall>> decode_aggregate3(std::span<const std::uint8_t> call_data);
[[nodiscard]] Bytes encode_aggregate3_results(std::span<const MulticallResult> results);

}  // namespace dexarb
