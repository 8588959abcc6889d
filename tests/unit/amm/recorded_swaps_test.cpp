// Uniswap V2 swaps as they happened on Ethereum, reserves before and after included.

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/places.hpp"
#include "support/pools.hpp"

namespace dexarb {
namespace {

using nlohmann::json;
using test::decimal;

const std::filesystem::path kFolder = test::fixtures_dir() / "v2_swaps";

struct RecordedSwap {
    ConstantProductState before;
    ConstantProductState after;
    bool zero_for_one = false;
    U256 amount_in;
    U256 amount_out;
    std::string verdict;
};

u128 reserve(const json& line, const char* key) {
    return decimal(line.at(key).get<std::string>()).low_u128();
}

RecordedSwap read_swap(const json& line) {
    RecordedSwap swap;
    swap.before = {reserve(line, "reserve0"), reserve(line, "reserve1"), {3000}};
    swap.after = {reserve(line, "reserve0After"), reserve(line, "reserve1After"), {3000}};
    swap.zero_for_one = line.at("amount1Out") != "0";
    swap.amount_in = U256{reserve(line, swap.zero_for_one ? "amount0In" : "amount1In")};
    swap.amount_out = U256{reserve(line, swap.zero_for_one ? "amount1Out" : "amount0Out")};
    swap.verdict = line.at("vs_getAmountOut_997");
    return swap;
}

void expect_exact(const RecordedSwap& swap, const Quote& quote) {
    EXPECT_EQ(quote.amount_out, swap.amount_out);
    const Quote least = quote_exact_output(swap.before, swap.zero_for_one, swap.amount_out);
    ASSERT_TRUE(least.is_complete());
    EXPECT_LE(least.amount_in, swap.amount_in);
    EXPECT_EQ(quote_exact_input(swap.before, swap.zero_for_one, least.amount_in).amount_out, swap.amount_out);
}

TEST(RecordedV2Swaps, TakeWhatWeQuoteOrAsMuchLessAsTheirEntrySays) {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no recorded data at " << kFolder;
    std::ifstream file{kFolder / "univ2_swaps_from_traces.jsonl"};

    int exact = 0;
    int under = 0;
    int over = 0;
    for (std::string text; std::getline(file, text);) {
        SCOPED_TRACE(text);
        RecordedSwap swap = read_swap(json::parse(text));
        const Quote quote = quote_exact_input(swap.before, swap.zero_for_one, swap.amount_in);
        ASSERT_TRUE(quote.is_complete());
        if (swap.verdict == "exact") {
            expect_exact(swap, quote);
            ++exact;
        } else if (swap.verdict == "under") {
            EXPECT_LT(swap.amount_out, quote.amount_out);
            ++under;
        } else {
            // This pair belongs to a factory that takes 0.25 %.
            EXPECT_GT(swap.amount_out, quote.amount_out);
            swap.before.fee = {2500};
            EXPECT_EQ(quote_exact_input(swap.before, swap.zero_for_one, swap.amount_in).amount_out, swap.amount_out);
            ++over;
        }
    }

    EXPECT_EQ(exact, 485);
    EXPECT_EQ(under, 43);
    EXPECT_EQ(over, 1);
}

TEST(RecordedV2Swaps, ReservesAfterAnExactOneSidedSwapAreTheRecordedOnes) {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no recorded data at " << kFolder;
    std::ifstream file{kFolder / "univ2_swaps_from_traces.jsonl"};

    int compared = 0;
    for (std::string text; std::getline(file, text);) {
        SCOPED_TRACE(text);
        const json line = json::parse(text);
        const RecordedSwap swap = read_swap(line);
        const bool one_sided = line.at("amount0In") == "0" || line.at("amount1In") == "0";
        if (swap.verdict != "exact" || !one_sided) continue;
        const Quote quote = quote_exact_input(swap.before, swap.zero_for_one, swap.amount_in);
        EXPECT_EQ(state_after(swap.before, swap.zero_for_one, quote), swap.after);
        ++compared;
    }

    EXPECT_GT(compared, 440);
}

TEST(RecordedV2Swaps, WorkedCycleOfThreePairsLosesWhatItLost) {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no recorded data at " << kFolder;
    std::ifstream file{kFolder / "triangle_case_block_25545598.json"};
    const json recorded = json::parse(file);

    U256 amount = decimal(recorded.at("input").get<std::string>());
    for (const json& hop : recorded.at("hops")) {
        amount =
            constant_product_output(reserve(hop, "reserve_in"), reserve(hop, "reserve_out"), amount.low_u128(), {3000});
        EXPECT_EQ(to_decimal(amount), hop.at("out"));
    }
}

}  // namespace
}  // namespace dexarb
