#pragma once

#include <compare>
#include <cstdint>

#include "dexarb/base/hash.hpp"

namespace dexarb {

using BlockNumber = std::uint64_t;

/// One block and no other: the number says where, the hash which.
struct BlockId {
    BlockNumber number = 0;
    Hash hash;

    friend auto operator<=>(const BlockId&, const BlockId&) = default;
};

}  // namespace dexarb
