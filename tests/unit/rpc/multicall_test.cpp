#include "dexarb/rpc/multicall.hpp"

#include <gtest/gtest.h>

#include "dexarb/base/hex.hpp"

namespace dexarb {
namespace {

std::vector<MulticallCall> some_calls() {
    std::vector<MulticallCall> calls(3);
    calls[0].target.bytes[19] = 1;
    calls[0].data = Bytes{1, 2, 3, 4};
    calls[1].target.bytes[0] = 0xff;
    calls[1].allow_failure = false;
    calls[2].data = Bytes(64, 7);
    return calls;
}

std::vector<MulticallResult> some_results() {
    std::vector<MulticallResult> results(3);
    results[0].success = true;
    results[0].data = Bytes(33, 9);
    results[2].success = true;
    return results;
}

// Made with viem's encodeFunctionData for one call of 0x..01 with allowFailure and data 0x01020304.
TEST(Multicall, EncodesAsTheAbiDoes) {
    auto calls = some_calls();
    calls.resize(1);

    EXPECT_EQ(to_hex(encode_aggregate3(calls)),
              "82ad56cb"
              "0000000000000000000000000000000000000000000000000000000000000020"
              "0000000000000000000000000000000000000000000000000000000000000001"
              "0000000000000000000000000000000000000000000000000000000000000020"
              "0000000000000000000000000000000000000000000000000000000000000001"
              "0000000000000000000000000000000000000000000000000000000000000001"
              "0000000000000000000000000000000000000000000000000000000000000060"
              "0000000000000000000000000000000000000000000000000000000000000004"
              "0102030400000000000000000000000000000000000000000000000000000000");
}

TEST(Multicall, CallsComeBack) {
    const auto calls = some_calls();

    const auto decoded = decode_aggregate3(encode_aggregate3(calls)).value();

    ASSERT_EQ(decoded.size(), calls.size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        EXPECT_EQ(decoded[i].target, calls[i].target);
        EXPECT_EQ(decoded[i].allow_failure, calls[i].allow_failure);
        EXPECT_EQ(decoded[i].data, calls[i].data);
    }
}

TEST(Multicall, ResultsComeBack) {
    const auto results = some_results();

    const auto decoded = decode_aggregate3_results(encode_aggregate3_results(results), 3).value();

    for (std::size_t i = 0; i < results.size(); ++i) {
        EXPECT_EQ(decoded[i].success, results[i].success);
        EXPECT_EQ(decoded[i].data, results[i].data);
    }
}

TEST(Multicall, AnotherNumberOfResultsIsRefused) {
    const auto data = encode_aggregate3_results(some_results());

    EXPECT_FALSE(decode_aggregate3_results(data, 2));
    EXPECT_FALSE(decode_aggregate3_results(data, 4));
}

TEST(Multicall, CutOffAnywhereItIsRefused) {
    const auto data = encode_aggregate3_results(some_results());
    for (std::size_t size = 0; size < data.size(); ++size) {
        const std::span<const std::uint8_t> part{data.data(), size};
        EXPECT_FALSE(decode_aggregate3_results(part, 3)) << size;
    }
}

TEST(Multicall, AnyFlippedBitIsHandledWithoutACrash) {
    auto data = encode_aggregate3_results(some_results());
    unsigned refused = 0;
    for (std::size_t bit = 0; bit < 8 * data.size(); ++bit) {
        data[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        refused += decode_aggregate3_results(data, 3) ? 0U : 1U;
        data[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
    EXPECT_GT(refused, 1000U);
}

TEST(Multicall, ElementsThatAllPointToTheSameBytesAreRefused) {
    // 300 results, each with the same 30 kB: nine megabytes out of forty kilobytes.
    constexpr std::size_t kCount = 300;
    constexpr std::size_t kBytes = 30'000;
    const std::vector<MulticallResult> one{{true, Bytes(kBytes, 0x5a)}};
    Bytes data = encode_aggregate3_results(one);
    const auto put = [&data](std::size_t at, std::size_t value) {
        const AbiWord word = abi_word(U256{value});
        std::ranges::copy(word, data.begin() + static_cast<std::ptrdiff_t>(at));
    };
    data.insert(data.begin() + 96, 32 * (kCount - 1), 0);
    put(32, kCount);
    for (std::size_t i = 0; i < kCount; ++i)
        put(64 + 32 * i, 32 * kCount);

    const auto decoded = decode_aggregate3_results(data, kCount);

    ASSERT_FALSE(decoded);
    EXPECT_NE(decoded.error().detail.find("overlap"), std::string::npos) << decoded.error().detail;
}

TEST(Multicall, AnotherFunctionIsRefused) {
    EXPECT_FALSE(decode_aggregate3(encode_call("getReserves()")));
    EXPECT_FALSE(decode_aggregate3(Bytes{0x82}));
}

}  // namespace
}  // namespace dexarb
