#include <gtest/gtest.h>

#include "dexarb/rpc/header_memory.hpp"

#include "unit/rpc/bloom_bits.hpp"

namespace dexarb {
namespace {

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

TEST(LogsBloom, ExcludesALogByItsAddressAndByEachTopic) {
    RpcLog log;
    log.address.bytes[0] = 1;
    log.topic_count = 2;
    log.topics[0].bytes[0] = 2;
    log.topics[1].bytes[0] = 3;
    LogsBloom bloom;

    EXPECT_FALSE(may_contain(bloom, log));
    add(bloom, log.address.bytes);
    EXPECT_FALSE(may_contain(bloom, log));
    add(bloom, log.topics[0].bytes);
    EXPECT_FALSE(may_contain(bloom, log));
    add(bloom, log.topics[1].bytes);
    EXPECT_TRUE(may_contain(bloom, log));
}

RpcHeader header_of(std::uint8_t number) {
    RpcHeader header;
    header.hash.bytes[0] = number;
    header.logs_bloom.bytes[0] = number;
    return header;
}

TEST(HeaderMemory, ForgetsTheOldestFirst) {
    HeaderMemory memory{2};
    for (const std::uint8_t number : std::initializer_list<std::uint8_t>{1, 2, 2, 3})
        memory.remember(header_of(number));

    EXPECT_FALSE(memory.bloom(header_of(1).hash));
    EXPECT_EQ(memory.bloom(header_of(2).hash), header_of(2).logs_bloom);
    EXPECT_EQ(memory.bloom(header_of(3).hash), header_of(3).logs_bloom);
}

}  // namespace
}  // namespace dexarb
