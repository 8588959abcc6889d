// The pool set-ups and swaps of Uniswap/v3-core's own test, and what the contract did with them.

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/amm/sqrt_price_math.hpp"

#include "support/places.hpp"
#include "support/pools.hpp"

namespace dexarb {
namespace {

using nlohmann::json;
using test::decimal;

const std::filesystem::path kFolder = test::fixtures_dir() / "uniswap_v3_core";
const std::string kPrefix = "UniswapV3Pool swap tests ";

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file{path};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Jest writes `exports[`name 1`] = ` and then an object in JSON but for "Object" in front and commas at the end.
std::map<std::string, json> load_snapshot(const std::filesystem::path& path) {
    std::map<std::string, json> cases;
    const std::string text = text_of(path);
    for (std::size_t at = text.find("exports[`"); at != std::string::npos; at = text.find("exports[`", at + 1)) {
        const std::size_t name = at + 9;
        const std::size_t open = text.find('{', at);
        const std::size_t close = text.find(",\n}", open);
        cases[text.substr(name, text.find(" 1`]", at) - name)] = json::parse(text.substr(open, close - open) + "}");
    }
    return cases;
}

U256 number_of(const json& value) {
    return value.is_string() ? decimal(value.get<std::string>()) : U256{value.get<std::uint64_t>()};
}

std::string price_name(const std::string& sqrt_price) {
    static const std::map<std::string, std::string> names = {{"56022770974786139918731938227", "0.50000"},
                                                             {"112045541949572279837463876454", "2.0000"},
                                                             {"125270724187523965593206900784", "2.5000"},
                                                             {"50108289675009586237282760313", "0.40000"}};
    return names.at(sqrt_price);
}

std::string amount_name(const U256& amount) {
    return amount == U256{1000} ? "0.0000000000000010000" : "1.0000";
}

/// One call as the test contract makes it: without an amount it sells int256's maximum up to the price.
struct Call {
    std::string name;
    SwapRequest request;
};

Call call_of(const json& test) {
    const bool zero_for_one = test.at("zeroForOne");
    const bool exact_output = test.value("exactOut", false);
    Call call;
    call.request.zero_for_one = zero_for_one;
    call.request.kind = exact_output ? SwapKind::kExactOutput : SwapKind::kExactInput;
    call.request.amount = U256::max() >> 1;
    call.request.sqrt_price_limit_x96 = extreme_sqrt_price_limit(zero_for_one);
    const std::string sold = zero_for_one ? "token0" : "token1";
    const std::string bought = zero_for_one ? "token1" : "token0";
    call.name = "swap " + sold + " for " + bought;
    const char* key = zero_for_one == exact_output ? "amount1" : "amount0";
    if (test.contains(key)) {
        call.request.amount = number_of(test.at(key));
        const std::string amount = amount_name(call.request.amount);
        call.name = exact_output ? "swap " + sold + " for exactly " + amount + " " + bought
                                 : "swap exactly " + amount + " " + sold + " for " + bought;
    }
    if (test.contains("sqrtPriceLimit")) {
        call.request.sqrt_price_limit_x96 = number_of(test.at("sqrtPriceLimit"));
        call.name += " to price " + price_name(test.at("sqrtPriceLimit"));
    }
    return call;
}

struct Market {
    ConcentratedState pool;
    U256 balance0;
    U256 balance1;
};

Market set_up_of(const json& description) {
    Market set_up;
    set_up.pool = test::pool_at_price(description.at("tickSpacing"), {description.at("feeAmount")},
                                      number_of(description.at("startingPrice")));
    const U256& price = set_up.pool.sqrt_price_x96;
    for (const json& position : description.at("positions")) {
        const std::int32_t lower = position.at("tickLower");
        const std::int32_t upper = position.at("tickUpper");
        const u128 liquidity = number_of(position.at("liquidity")).low_u128();
        set_up.pool = test::with_position(set_up.pool, lower, upper, liquidity);
        const U256 low = sqrt_ratio_at_tick(lower);
        const U256 high = sqrt_ratio_at_tick(upper);
        if (price < high) set_up.balance0 += amount0_delta(std::max(price, low), high, liquidity, Rounding::kUp);
        if (price > low) set_up.balance1 += amount1_delta(low, std::min(price, high), liquidity, Rounding::kUp);
    }
    return set_up;
}

std::string signed_text(const U256& in, const U256& out) {
    if (!in.is_zero()) return to_decimal(in);
    return out.is_zero() ? "0" : "-" + to_decimal(out);
}

/// Compares one swap with the contract's; true if the contract reverted.
bool expect_like_contract(const Market& set_up, const SwapRequest& request, const json& expected) {
    const auto result = swap(set_up.pool, request);
    EXPECT_EQ(set_up.pool.tick, expected.at("tickBefore").get<int>());
    if (expected.contains("swapError")) {
        EXPECT_EQ(expected.at("swapError"), "VM Exception while processing transaction: revert SPL");
        EXPECT_TRUE(result.has_error());
        EXPECT_EQ(result.has_error() ? result.error().detail.substr(0, 4) : "none", "SPL:");
        return true;
    }
    EXPECT_TRUE(result.has_value());
    if (!result.has_value()) return false;
    const U256 nothing;
    const bool down = request.zero_for_one;
    EXPECT_EQ(to_decimal(set_up.balance0), expected.at("amount0Before"));
    EXPECT_EQ(to_decimal(set_up.balance1), expected.at("amount1Before"));
    EXPECT_EQ(signed_text(down ? result->amount_in : nothing, down ? nothing : result->amount_out),
              expected.at("amount0Delta"));
    EXPECT_EQ(signed_text(down ? nothing : result->amount_in, down ? result->amount_out : nothing),
              expected.at("amount1Delta"));
    EXPECT_EQ(result->tick, expected.at("tickAfter").get<int>());
    return false;
}

TEST(V3CoreSnapshot, EverySwapOfTheContractsOwnTestIsReproduced) {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no recorded data at " << kFolder;
    const json set_ups = json::parse(text_of(kFolder / "UniswapV3Pool.swaps.json"));
    const auto snapshot = load_snapshot(kFolder / "UniswapV3Pool.swaps.spec.ts.snap");

    int swaps = 0;
    int reverts = 0;
    for (const json& description : set_ups.at("pools")) {
        const Market set_up = set_up_of(description);
        for (const json& test : set_ups.at("defaultTests")) {
            const Call call = call_of(test);
            const std::string name = kPrefix + description.at("description").get<std::string>() + " " + call.name;
            SCOPED_TRACE(name);
            ASSERT_TRUE(snapshot.contains(name));
            reverts += expect_like_contract(set_up, call.request, snapshot.at(name)) ? 1 : 0;
            ++swaps;
        }
    }

    EXPECT_EQ(swaps, 240);
    EXPECT_EQ(reverts, 50);
}

TEST(V3CoreSnapshot, TickRatiosAndTicksAreTheContracts) {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no recorded data at " << kFolder;
    const json recorded = json::parse(text_of(kFolder / "TickMath.json"));

    int ratios = 0;
    int ticks = 0;
    for (const auto& [name, value] : recorded.items()) {
        SCOPED_TRACE(name);
        std::istringstream words{name};
        std::string library;
        std::string function;
        std::string kind;
        std::string argument;
        std::string result;
        words >> library >> function >> kind >> argument >> result;
        if (result != "result") continue;
        if (function == "#getSqrtRatioAtTick") {
            EXPECT_EQ(to_decimal(sqrt_ratio_at_tick(std::stoi(argument))), value.get<std::string>());
            ++ratios;
        } else {
            EXPECT_EQ(tick_at_sqrt_ratio(decimal(argument)), value.get<int>());
            ++ticks;
        }
    }

    EXPECT_EQ(ratios, 28);
    EXPECT_EQ(ticks, 13);
}

TEST(V3CoreSnapshot, RoundingAtEveryWordBoundaryLeavesNothing) {
    const std::filesystem::path path =
        test::fixtures_dir() / "uniswap_v3_rounding" / "univ3_word_boundary_rounding.json";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no recorded data at " << path;
    const std::string text = text_of(path);
    // The price has more digits than a JSON number keeps.
    const std::size_t at = text.find("\"sqrtPriceX96\": ") + 16;
    const U256 price = decimal(text.substr(at, text.find(',', at) - at));
    const json recorded = json::parse(text);
    const json& extra = recorded.at("pool").at("extra");
    auto pool = test::pool_at_price(extra.at("tickSpacing"), {recorded.at("pool").at("swapFee")}, price);
    pool = test::with_position(pool, -887272, 887272, extra.at("liquidity").get<std::uint64_t>());
    ASSERT_EQ(pool.tick, extra.at("tick").get<int>());

    for (const json& swap_case : recorded.at("cases")) {
        const auto quote =
            quote_exact_input(pool, swap_case.at("zeroForOne").get<bool>(), number_of(swap_case.at("amountIn")));

        EXPECT_TRUE(quote.is_complete());
        EXPECT_EQ(quote.amount_out, number_of(swap_case.at("amountOut")));
    }
}

}  // namespace
}  // namespace dexarb
