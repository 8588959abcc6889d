#include <gtest/gtest.h>

#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {
namespace {

void add(LogsBloom& bloom, std::span<const std::uint8_t> item) {
    const Hash hash = keccak256(item);
    for (const std::size_t i : {0U, 2U, 4U}) {
        const unsigned bit = (256U * hash.bytes[i] + hash.bytes[i + 1]) % 2048U;
        bloom.bytes[255 - bit / 8] = static_cast<std::uint8_t>(bloom.bytes[255 - bit / 8] | (1U << (bit % 8)));
    }
}

TEST(LogsBloom, ContainsWhatWasAddedOnly) {
    Address added;
    added.bytes[0] = 1;
    Address other;
    other.bytes[0] = 2;
    LogsBloom bloom;
    EXPECT_FALSE(may_contain(bloom, added.bytes));

    add(bloom, added.bytes);

    EXPECT_TRUE(may_contain(bloom, added.bytes));
    EXPECT_FALSE(may_contain(bloom, other.bytes));
}

}  // namespace
}  // namespace dexarb
