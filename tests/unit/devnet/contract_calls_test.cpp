#include "dexarb/devnet/contract_calls.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dexarb/devnet/simulated_network.hpp"
#include "dexarb/rpc/pool_calls.hpp"

#include "support/polygon_market.hpp"

namespace dexarb {
namespace {

/// A network with the first pool of each kind at hand: 0 is a V2 pair, 2 a V3 pool; pool 15 is missing.
class ContractCalls : public ::testing::Test {
  protected:
    ContractCalls() {
        NetworkOptions options;
        options.genesis.missing = {kMissing};
        network.emplace(market, options);
        network->mine(5);
    }

    CallResult call(const Address& to, const Bytes& data) {
        return call_contract(*market, network->chain(), network->chain().head(), to, data);
    }
    CallResult call(PoolIndex pool, const Bytes& data) { return call(market->pool(pool).address, data); }
    const PoolState& state(PoolIndex pool) { return (*network->chain().head().world)[position(pool)]->pool.state; }
    const Address& token(TokenIndex index) { return market->token(index).address; }

    static constexpr PoolIndex kPair{0};
    static constexpr PoolIndex kRange{2};
    static constexpr PoolIndex kMissing{15};
    MarketDefinitionPtr market = testing::polygon_market();
    std::optional<SimulatedNetwork> network;
};

TEST_F(ContractCalls, PairAnswersWithItsTokensAndReserves) {
    const auto& expected = std::get<ConstantProductState>(state(kPair));

    const auto reserves = decode_reserves(call(kPair, encode_get_reserves()).data);

    EXPECT_EQ(*decode_address(call(kPair, encode_token0()).data), token(market->pool(kPair).token0));
    EXPECT_EQ(*decode_address(call(kPair, encode_token1()).data), token(market->pool(kPair).token1));
    EXPECT_EQ(U256{reserves->reserve0}, U256{expected.reserve0});
    EXPECT_EQ(U256{reserves->reserve1}, U256{expected.reserve1});
}

TEST_F(ContractCalls, PoolAnswersWithItsState) {
    const auto& expected = std::get<ConcentratedState>(state(kRange));

    const auto slot0 = decode_slot0(call(kRange, encode_slot0()).data);

    EXPECT_EQ(slot0->sqrt_price_x96, expected.sqrt_price_x96);
    EXPECT_EQ(slot0->tick, expected.tick);
    EXPECT_TRUE(slot0->unlocked);
    EXPECT_EQ(U256{*decode_liquidity(call(kRange, encode_liquidity()).data)}, U256{expected.liquidity});
    EXPECT_EQ(*decode_fee(call(kRange, encode_fee()).data), 500U);
    EXPECT_EQ(*decode_tick_spacing(call(kRange, encode_tick_spacing()).data), 10);
}

TEST_F(ContractCalls, BitmapAndTicksRebuildTheTickMap) {
    const TickMap& expected = *std::get<ConcentratedState>(state(kRange)).ticks;
    std::vector<Tick> read;

    const WordRange words = all_words(expected.spacing());
    for (std::int32_t word = words.first; word <= words.last; ++word) {
        const U256 bits = *decode_tick_bitmap(call(kRange, encode_tick_bitmap(static_cast<std::int16_t>(word))).data);
        for (std::int32_t bit = 0; bit < 256; ++bit) {
            if ((bits & U256::power_of_two(static_cast<unsigned>(bit))).is_zero()) continue;
            const std::int32_t index = (word * 256 + bit) * expected.spacing();
            const auto tick = decode_tick(call(kRange, encode_ticks(index)).data);
            ASSERT_TRUE(tick && tick->initialized);
            read.push_back({index, tick->liquidity_gross, tick->liquidity_net});
        }
    }

    EXPECT_EQ(*TickMap::make(expected.spacing(), words, read), expected);
}

TEST_F(ContractCalls, TickThatIsNotInitialisedIsAllZero) {
    const auto tick = decode_tick(call(kRange, encode_ticks(10 * 7'777)).data);

    ASSERT_TRUE(tick);
    EXPECT_FALSE(tick->initialized);
}

TEST_F(ContractCalls, FactoriesKnowDeployedPoolsInAnyOrderOfTokens) {
    const PoolDefinition& pair = market->pool(kPair);
    const PoolDefinition& range = market->pool(kRange);
    const Address& quick = market->dex_of(kPair).factory;
    const Address& uniswap = market->dex_of(kRange).factory;

    const auto found = call(quick, encode_get_pair(token(pair.token0), token(pair.token1)));
    const auto swapped = call(quick, encode_get_pair(token(pair.token1), token(pair.token0)));
    const auto pool = call(uniswap, encode_get_pool(token(range.token1), token(range.token0), 500));
    const auto other_fee = call(uniswap, encode_get_pool(token(range.token1), token(range.token0), 10'000));

    EXPECT_EQ(*decode_address(found.data), pair.address);
    EXPECT_EQ(*decode_address(swapped.data), pair.address);
    EXPECT_EQ(*decode_address(pool.data), range.address);
    EXPECT_TRUE(decode_address(other_fee.data)->is_zero());
}

TEST_F(ContractCalls, MissingContractAnswersWithNothingAndItsFactoryWithZero) {
    const PoolDefinition& missing = market->pool(kMissing);

    const CallResult answer = call(kMissing, encode_slot0());
    const auto registered = call(market->dex_of(kMissing).factory,
                                 encode_get_pool(token(missing.token0), token(missing.token1), missing.fee.value));

    EXPECT_TRUE(answer.success);
    EXPECT_TRUE(answer.data.empty());
    EXPECT_TRUE(decode_address(registered.data)->is_zero());
}

TEST_F(ContractCalls, FunctionThatTheContractLacksReverts) {
    EXPECT_FALSE(call(kPair, encode_slot0()).success);
    EXPECT_FALSE(call(kRange, encode_get_reserves()).success);
    EXPECT_FALSE(call(kRange, Bytes{1, 2}).success);
}

TEST_F(ContractCalls, TokensKnowTheirDecimalsAndWhatPoolsHold) {
    std::vector<AbiWord> owner{abi_word(market->pool(kPair).address)};
    const auto& pair = std::get<ConstantProductState>(state(kPair));

    const CallResult balance = call(token(market->pool(kPair).token1), encode_call("balanceOf(address)", owner));

    EXPECT_EQ(*decode_decimals(call(token(TokenIndex{3}), encode_decimals()).data), 8);
    EXPECT_EQ(AbiReader{balance.data}.read_u256(), U256{pair.reserve1});
}

TEST_F(ContractCalls, MulticallGathersAnswersAndFailures) {
    const std::vector<MulticallCall> calls{{market->pool(kPair).address, true, encode_token0()},
                                           {market->pool(kPair).address, true, encode_slot0()},
                                           {market->pool(kMissing).address, true, encode_slot0()}};

    const CallResult answer = call(kMulticall3, encode_aggregate3(calls));
    const auto results = decode_aggregate3_results(answer.data, calls.size());

    ASSERT_TRUE(results) << results.error().detail;
    EXPECT_TRUE((*results)[0].success);
    EXPECT_EQ(*decode_address((*results)[0].data), token(market->pool(kPair).token0));
    EXPECT_FALSE((*results)[1].success);
    EXPECT_TRUE((*results)[2].success);
    EXPECT_TRUE((*results)[2].data.empty());
}

TEST_F(ContractCalls, MulticallRevertsWhereAFailureIsNotAllowed) {
    const std::vector<MulticallCall> calls{{market->pool(kPair).address, false, encode_slot0()}};

    const CallResult answer = call(kMulticall3, encode_aggregate3(calls));

    EXPECT_FALSE(answer.success);
    EXPECT_EQ(revert_reason(answer.data), "Multicall3: call failed");
}

TEST_F(ContractCalls, MulticallWithinMulticallIsBounded) {
    std::vector<MulticallCall> calls{{market->pool(kPair).address, true, encode_token0()}};
    for (int depth = 0; depth < 10; ++depth)
        calls = {{kMulticall3, false, encode_aggregate3(calls)}};

    EXPECT_FALSE(call(kMulticall3, encode_aggregate3(calls)).success);
}

}  // namespace
}  // namespace dexarb
