#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/amm/pool_state.hpp"

namespace dexarb {
namespace {

using nlohmann::json;

constexpr FeePpm kPairFee{3000};
constexpr std::size_t kLeastExactInputs = 10'000;
constexpr std::size_t kLeastExactOutputs = 2'000;
constexpr std::size_t kLeastPairOutputs = 10'000;

/// What tests/chain/quotes.mjs asked the contracts; its README says what each line holds.
struct Reference {
    std::vector<ConcentratedState> pools;
    std::vector<json> swaps;
    std::vector<json> pair_outputs;
};

U256 unsigned_of(const json& value) {
    return u256_from_decimal(value.get<std::string>()).value();
}

/// Decimal text of a signed amount without its sign.
U256 magnitude_of(const json& value) {
    const auto text = value.get<std::string>();
    return u256_from_decimal(text.starts_with('-') ? text.substr(1) : text).value();
}

bool is_negative(const json& value) {
    return value.get_ref<const std::string&>().starts_with('-');
}

Tick tick_of(const json& line) {
    const auto net = static_cast<i128>(magnitude_of(line.at(2)).low_u128());
    return {line.at(0).get<std::int32_t>(), unsigned_of(line.at(1)).low_u128(), is_negative(line.at(2)) ? -net : net};
}

ConcentratedState pool_of(const json& line) {
    const auto spacing = line.at("spacing").get<std::int32_t>();
    std::vector<Tick> ticks;
    for (const json& tick : line.at("ticks"))
        ticks.push_back(tick_of(tick));
    const auto map = TickMap::make(spacing, all_words(spacing), ticks);
    return {.sqrt_price_x96 = unsigned_of(line.at("sqrt_price")),
            .tick = line.at("tick").get<std::int32_t>(),
            .liquidity = unsigned_of(line.at("liquidity")).low_u128(),
            .tick_spacing = spacing,
            .fee = {line.at("fee").get<std::uint32_t>()},
            .ticks = std::make_shared<const TickMap>(map.value())};
}

Reference read_reference(const std::string& path) {
    Reference reference;
    std::ifstream file{path};
    for (std::string text; std::getline(file, text);) {
        json line = json::parse(text);
        const auto type = line.at("type").get<std::string>();
        if (type == "v3_pool") reference.pools.push_back(pool_of(line));
        if (type == "v3") reference.swaps.push_back(std::move(line));
        if (type == "v2") reference.pair_outputs.push_back(std::move(line));
    }
    return reference;
}

/// Skips where no reference was made; a reference that was promised but is absent or short fails.
class ChainAmm : public testing::Test {
  protected:
    void SetUp() override {
        const char* path = std::getenv("DEXARB_CHAIN_QUOTES");
        if (path == nullptr)
            GTEST_SKIP() << "DEXARB_CHAIN_QUOTES is unset: tests/chain/install was not run before cmake";
        static const Reference kReference = read_reference(path);
        reference_ = &kReference;
    }

    const Reference& reference() const { return *reference_; }

    std::vector<json> swaps(bool exact_input) const {
        std::vector<json> chosen;
        for (const json& line : reference_->swaps)
            if (is_negative(line.at("amount")) != exact_input) chosen.push_back(line);
        return chosen;
    }

  private:
    const Reference* reference_ = nullptr;
};

/// Compares one swap with the pool's own result, in every number it left behind; false on a difference.
bool expect_like_pool(const ConcentratedState& pool, const json& line) {
    const bool zero_for_one = line.at("zero_for_one").get<bool>();
    const bool exact_input = !is_negative(line.at("amount"));
    const U256 amount = magnitude_of(line.at("amount"));
    const U256 amount_in = magnitude_of(line.at(zero_for_one ? "amount0" : "amount1"));
    const U256 amount_out = magnitude_of(line.at(zero_for_one ? "amount1" : "amount0"));
    const bool complete = (exact_input ? amount_in : amount_out) == amount;

    const auto result = swap(pool, {.zero_for_one = zero_for_one,
                                    .kind = exact_input ? SwapKind::kExactInput : SwapKind::kExactOutput,
                                    .amount = amount,
                                    .sqrt_price_limit_x96 = extreme_sqrt_price_limit(zero_for_one)});
    const PoolState state = pool;
    const Quote quote =
        exact_input ? quote_exact_input(state, zero_for_one, amount) : quote_exact_output(state, zero_for_one, amount);

    EXPECT_TRUE(result.has_value());
    if (!result) return false;
    EXPECT_EQ(to_decimal(result->amount_in), to_decimal(amount_in));
    EXPECT_EQ(to_decimal(result->amount_out), to_decimal(amount_out));
    EXPECT_EQ(to_decimal(result->sqrt_price_x96), line.at("sqrt_price").get<std::string>());
    EXPECT_EQ(result->tick, line.at("tick").get<std::int32_t>());
    EXPECT_EQ(to_decimal(U256{result->liquidity}), line.at("liquidity").get<std::string>());
    EXPECT_EQ(to_decimal(quote.amount_in), to_decimal(amount_in));
    EXPECT_EQ(to_decimal(quote.amount_out), to_decimal(amount_out));
    EXPECT_EQ(quote.is_complete(), complete);
    return !testing::Test::HasFailure();
}

void expect_all_like_pool(const Reference& reference, const std::vector<json>& swaps) {
    for (const json& line : swaps) {
        SCOPED_TRACE(line.dump());
        if (!expect_like_pool(reference.pools.at(line.at("pool").get<std::size_t>()), line)) return;
    }
}

std::set<std::uint32_t> tiers_of(const Reference& reference, const std::vector<json>& swaps) {
    std::set<std::uint32_t> tiers;
    for (const json& line : swaps)
        tiers.insert(reference.pools.at(line.at("pool").get<std::size_t>()).fee.value);
    return tiers;
}

TEST_F(ChainAmm, ExactInputsEqualQuoterV2InFourFeeTiers) {
    const auto inputs = swaps(true);

    ASSERT_GE(inputs.size(), kLeastExactInputs);
    EXPECT_EQ(tiers_of(reference(), inputs), (std::set<std::uint32_t>{100, 500, 3000, 10000}));
    expect_all_like_pool(reference(), inputs);
}

TEST_F(ChainAmm, ExactOutputsEqualQuoterV2) {
    const auto outputs = swaps(false);

    ASSERT_GE(outputs.size(), kLeastExactOutputs);
    expect_all_like_pool(reference(), outputs);
}

TEST_F(ChainAmm, PairAcceptsOurOutputAndRefusesOneMore) {
    ASSERT_GE(reference().pair_outputs.size(), kLeastPairOutputs);

    for (const json& line : reference().pair_outputs) {
        const auto number = [&line](const char* name) { return unsigned_of(line.at(name)).low_u128(); };
        const U256 output =
            constant_product_output(number("reserve_in"), number("reserve_out"), number("amount_in"), kPairFee);
        ASSERT_EQ(to_decimal(output), line.at("accepted").get<std::string>()) << line.dump();
    }
}

}  // namespace
}  // namespace dexarb
