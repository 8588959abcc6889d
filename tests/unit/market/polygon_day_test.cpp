#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dexarb/base/hex.hpp"
#include "dexarb/market/market_replica.hpp"

#include "support/market_builder.hpp"
#include "support/places.hpp"
#include "support/replica_chain.hpp"

namespace dexarb {
namespace {

const std::filesystem::path kFile =
    test::fixtures_dir() / "polygon_v3_day/polygon-0x45dda9cb7c25131df268515131f647d726f50608-2023-11-25.raw.csv";

/// One line of the recording: a log of the WETH/USDC.e 0.05 % pool, and what a swap paid in.
struct DayLog {
    BlockNumber block = 0;
    std::uint32_t transaction_index = 0;
    std::uint32_t log_index = 0;
    std::optional<PoolChange> change;  ///< Nothing for events that change no quote (Collect, Flash).
    bool sells_token0 = false;
    U256 paid_in;
    U256 paid_out;
};

std::vector<std::string> split_fields(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char letter : line) {
        if (letter == '"') {
            quoted = !quoted;
        } else if (letter == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += letter;
        }
    }
    return fields;
}

/// The words of hex data; two's complement numbers stay as they are.
std::vector<U256> words_of(const std::string& hex) {
    const auto bytes = bytes_from_hex(hex).value();
    std::vector<U256> words;
    for (std::size_t at = 0; at + 32 <= bytes.size(); at += 32)
        words.push_back(u256_from_big_endian(std::span<const std::uint8_t, 32>{bytes.data() + at, 32}));
    return words;
}

/// The topics of "['0x..', '0x..']" as numbers.
std::vector<U256> topics_of(const std::string& list) {
    std::string digits;
    for (const char letter : list)
        if (std::isxdigit(static_cast<unsigned char>(letter)) != 0 || letter == 'x') digits += letter;
    std::vector<U256> topics;
    for (std::size_t at = 0; at < digits.size(); at += 66)
        topics.push_back(words_of(digits.substr(at, 66)).front());
    return topics;
}

std::int32_t to_tick(const U256& word) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(word.low_u64()));
}
bool is_negative(const U256& word) {
    return word.bit_length() == 256;
}

U256 topic(std::string_view signature) {
    return u256_from_big_endian(keccak256(signature).bytes);
}

void read_swap(DayLog& log, const std::vector<U256>& data) {
    log.change = SwapChange{data[2], data[3].low_u128(), to_tick(data[4])};
    log.sells_token0 = !is_negative(data[0]);
    log.paid_in = log.sells_token0 ? data[0] : data[1];
    log.paid_out = U256{} - (log.sells_token0 ? data[1] : data[0]);
}

DayLog read_log(const std::vector<std::string>& fields) {
    static const U256 kSwap = topic("Swap(address,address,int256,int256,uint160,uint128,int24)");
    static const U256 kMint = topic("Mint(address,address,int24,int24,uint128,uint256,uint256)");
    static const U256 kBurn = topic("Burn(address,int24,int24,uint128,uint256,uint256)");
    DayLog log;
    log.block = std::stoull(fields[0]);
    log.transaction_index = static_cast<std::uint32_t>(std::stoul(fields[3]));
    log.log_index = static_cast<std::uint32_t>(std::stoul(fields[4]));
    const auto topics = topics_of(fields[5]);
    const auto data = words_of(fields[6]);
    if (topics[0] == kSwap) read_swap(log, data);
    if (topics[0] == kMint)
        log.change = LiquidityChange{to_tick(topics[2]), to_tick(topics[3]), static_cast<i128>(data[1].low_u128())};
    if (topics[0] == kBurn)
        log.change = LiquidityChange{to_tick(topics[2]), to_tick(topics[3]), -static_cast<i128>(data[0].low_u128())};
    return log;
}

std::vector<DayLog> read_day() {
    std::ifstream file{kFile};
    std::vector<DayLog> logs;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line))
        logs.push_back(read_log(split_fields(line)));
    std::ranges::sort(logs, {}, [](const DayLog& log) { return std::pair{log.block, log.log_index}; });
    return logs;
}

/// The pool as its first swap left it, without a single known tick.
ConcentratedState state_after_swap(const SwapChange& swap, std::shared_ptr<const TickMap> ticks) {
    ConcentratedState pool;
    pool.sqrt_price_x96 = swap.sqrt_price_x96;
    pool.tick = swap.tick;
    pool.liquidity = swap.liquidity;
    pool.tick_spacing = 10;
    pool.fee = {500};
    pool.ticks = std::move(ticks);
    return pool;
}

/// Whether the contract's arithmetic, at one liquidity, takes `before` to exactly what the log says.
bool explains(const ConcentratedState& before, const DayLog& log, const SwapChange& after) {
    const U256 limit = after.sqrt_price_x96;
    for (const SwapRequest& request :
         {SwapRequest{log.sells_token0, SwapKind::kExactInput, log.paid_in, extreme_sqrt_price_limit(log.sells_token0)},
          SwapRequest{log.sells_token0, SwapKind::kExactOutput, log.paid_out,
                      extreme_sqrt_price_limit(log.sells_token0)},
          SwapRequest{log.sells_token0, SwapKind::kExactInput, U256::power_of_two(200), limit}}) {
        const auto result = swap(before, request);
        if (result && result->amount_in == log.paid_in && result->amount_out == log.paid_out &&
            result->sqrt_price_x96 == after.sqrt_price_x96 && result->tick == after.tick)
            return true;
    }
    return false;
}

class PolygonDay : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(kFile)) GTEST_SKIP() << "no recorded day at " << kFile;
        day_ = read_day();
        ASSERT_EQ(day_.size(), 3'485U);
    }

    std::vector<DayLog> day_;
};

TEST_F(PolygonDay, EverySwapWithinOneLiquidityIsTheContractsToTheWei) {
    const auto no_ticks = std::make_shared<const TickMap>(TickMap::make(10, all_words(10), {}).value());
    std::optional<ConcentratedState> pool;
    int swaps = 0;
    int within_one_liquidity = 0;
    int explained = 0;
    for (const DayLog& log : day_) {
        if (!log.change) continue;
        if (const auto* change = std::get_if<LiquidityChange>(&*log.change)) {
            if (pool && change->tick_lower <= pool->tick && pool->tick < change->tick_upper)
                pool->liquidity += static_cast<u128>(change->liquidity_delta);
            continue;
        }
        const auto& after = std::get<SwapChange>(*log.change);
        ++swaps;
        if (pool && pool->liquidity == after.liquidity) {
            ++within_one_liquidity;
            explained += explains(*pool, log, after) ? 1 : 0;
        }
        pool = state_after_swap(after, no_ticks);
    }

    EXPECT_EQ(swaps, 3'098);
    EXPECT_EQ(within_one_liquidity, 2'925);
    EXPECT_EQ(explained, 2'925);
}

TEST_F(PolygonDay, TheReplicaFollowsTheWholeDayAndNeverDoubtsIt) {
    testing::MarketBuilder builder;
    const auto first = std::ranges::find_if(
        day_, [](const DayLog& log) { return log.change && std::holds_alternative<SwapChange>(*log.change); });
    const auto initial = state_after_swap(std::get<SwapChange>(*first->change), std::make_shared<const TickMap>(10));
    const PoolIndex index = builder.add_state(testing::kWeth, testing::kUsdc, initial);
    MarketReplica replica{builder.market()};
    replica.start(testing::block_header(first->block), testing::block_header(first->block).timestamp, {initial});

    std::size_t changed_blocks = 0;
    for (auto next = first + 1; next != day_.end();) {
        BlockUpdate update = testing::child_of(replica.head()->header);
        for (; next != day_.end() && next->block == update.header.id.number; ++next)
            if (next->change) update.events.push_back({index, next->transaction_index, next->log_index, *next->change});
        const auto snapshot = replica.apply(update);
        ASSERT_TRUE(snapshot) << snapshot.error().detail;
        ASSERT_NE((*snapshot)->pool(index), nullptr) << "block " << update.header.id.number;
        changed_blocks += (*snapshot)->changed.size();
    }

    const auto last_swap = std::find_if(day_.rbegin(), day_.rend(), [](const DayLog& log) {
        return log.change && std::holds_alternative<SwapChange>(*log.change);
    });
    const auto& last = std::get<SwapChange>(*last_swap->change);
    const auto& pool = std::get<ConcentratedState>(replica.head()->pool(index)->state);
    EXPECT_EQ(pool.sqrt_price_x96, last.sqrt_price_x96);
    EXPECT_EQ(pool.tick, last.tick);
    EXPECT_GT(changed_blocks, 2'000U);
}

}  // namespace
}  // namespace dexarb
