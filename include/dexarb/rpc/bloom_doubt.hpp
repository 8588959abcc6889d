#pragma once

#include <span>
#include <vector>

#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// Which of `silent`, addresses that an answer has no log of, the block's bloom filter says to have emitted one with
/// one of `topics`. Nothing where that may be chance: a filter so full that as many of them fit it once in a hundred
/// blocks says nothing, nor does one that is all zero.
[[nodiscard]] std::vector<Address> contradicted_silence(const LogsBloom& bloom, std::span<const Address> silent,
                                                        std::span<const Hash> topics);

}  // namespace dexarb
