#include "dexarb/rpc/pool_events.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "dexarb/base/hex.hpp"

#include "support/places.hpp"
#include "unit/rpc/abi_word.hpp"

namespace dexarb {
namespace {

const std::string kMinusOne(64, 'f');

RpcLog log_of(const std::vector<Hash>& topics, const std::string& data) {
    RpcLog log;
    for (const Hash& topic : topics)
        log.topics[log.topic_count++] = topic;
    log.data = bytes_from_hex(data).value();
    return log;
}

Hash topic(const std::string& digits) {
    return hash_from_hex(digits).value();
}

// Seen in recorded logs of the contracts themselves.
TEST(PoolEvents, TopicsAreThoseOfTheContracts) {
    EXPECT_EQ(to_string(sync_topic()), "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1");
    EXPECT_EQ(to_string(swap_topic()), "0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67");
    EXPECT_EQ(to_string(mint_topic()), "0x7a53080ba414158be7ec69b987b5fb7d07dee101fe85488f0853ae16239d0bde");
    EXPECT_EQ(to_string(burn_topic()), "0x0c396cd989a39f4459b5fa1aed6a9a8dcdbc45908acfd67e028cd568da98982c");
    EXPECT_EQ(to_string(initialize_topic()), "0x98636036cb66a9c19a37435efc1e90142190214e8abeb821bdba3f2990dd4c95");
    EXPECT_EQ(pool_topics().size(), 5U);
}

TEST(PoolEvents, SyncIsRead) {
    const auto event = decode_pool_log(log_of({sync_topic()}, word("a") + word("b"))).value();

    EXPECT_EQ(std::get<SyncLog>(event).reserve0, 10U);
    EXPECT_EQ(std::get<SyncLog>(event).reserve1, 11U);
}

TEST(PoolEvents, InitializeIsRead) {
    const auto event = decode_pool_log(log_of({initialize_topic()}, word("ff") + kMinusOne)).value();

    EXPECT_EQ(std::get<InitializeLog>(event).sqrt_price_x96, U256{255});
    EXPECT_EQ(std::get<InitializeLog>(event).tick, -1);
}

TEST(PoolEvents, MintAndBurnAreRead) {
    const std::vector<Hash> mint{mint_topic(), topic(word("1")), topic(kMinusOne), topic(word("a"))};
    const std::vector<Hash> burn{burn_topic(), topic(word("1")), topic(kMinusOne), topic(word("a"))};

    const auto minted = decode_pool_log(log_of(mint, word("2") + word("5") + word("6") + word("7"))).value();
    const auto burnt = decode_pool_log(log_of(burn, word("5") + word("6") + word("7"))).value();

    EXPECT_EQ(std::get<MintLog>(minted).tick_lower, -1);
    EXPECT_EQ(std::get<MintLog>(minted).tick_upper, 10);
    EXPECT_EQ(std::get<MintLog>(minted).amount, 5U);
    EXPECT_EQ(std::get<MintLog>(minted).amount1, U256{7});
    EXPECT_EQ(std::get<BurnLog>(burnt).tick_lower, -1);
    EXPECT_EQ(std::get<BurnLog>(burnt).amount, 5U);
    EXPECT_EQ(std::get<BurnLog>(burnt).amount0, U256{6});
}

TEST(PoolEvents, OtherShapesOfAFollowedEventAreMalformed) {
    const std::string two = word("1") + word("2");
    const std::string too_large = "1" + std::string(28, '0');
    EXPECT_FALSE(decode_pool_log(log_of({sync_topic()}, word("1"))));
    EXPECT_FALSE(decode_pool_log(log_of({sync_topic()}, two + word("3"))));
    EXPECT_FALSE(decode_pool_log(log_of({sync_topic()}, two + "00")));
    EXPECT_FALSE(decode_pool_log(log_of({sync_topic(), topic(word("1"))}, two)));
    EXPECT_FALSE(decode_pool_log(log_of({sync_topic()}, word(too_large) + word("1"))));
    EXPECT_FALSE(decode_pool_log(log_of({swap_topic()}, two)));
    EXPECT_FALSE(decode_pool_log(log_of({burn_topic(), topic(word("1")), topic(word("a")), topic(word("a"))},
                                        word("5") + word("6") + word("7"))))
        << "an empty range";
}

TEST(PoolEvents, OtherEventsAreNotOurs) {
    EXPECT_TRUE(std::holds_alternative<std::monostate>(decode_pool_log(log_of({Hash{}}, "")).value()));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(decode_pool_log(log_of({}, "")).value()));
}

/// One line of the recorded day: topics in a quoted list, then the data.
RpcLog log_of_line(const std::string& line) {
    RpcLog log;
    std::size_t at = line.find("\"[");
    const std::size_t end = line.find("]\"");
    for (at = line.find("0x", at); at < end; at = line.find("0x", at + 66))
        log.topics[log.topic_count++] = topic(line.substr(at, 66));
    const std::size_t data_end = line.find(',', end + 3);
    log.data = bytes_from_hex(line.substr(end + 3, data_end - end - 3)).value();
    return log;
}

TEST(PoolEvents, ARecordedDayOfOnePoolIsRead) {
    const std::filesystem::path file =
        test::fixtures_dir() / "polygon_v3_day/polygon-0x45dda9cb7c25131df268515131f647d726f50608-2023-11-25.raw.csv";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no recorded data at " << file;
    std::ifstream stream{file};
    std::string line;
    std::getline(stream, line);
    std::size_t swaps = 0;
    std::size_t others = 0;

    while (std::getline(stream, line)) {
        const auto event = decode_pool_log(log_of_line(line));
        ASSERT_TRUE(event) << line;
        const auto* swap = std::get_if<SwapLog>(&*event);
        swaps += swap != nullptr ? 1U : 0U;
        others += swap != nullptr ? 0U : 1U;
        if (swap != nullptr) {
            EXPECT_NE(swap->amount0.is_negative, swap->amount1.is_negative) << line;
        }
    }

    EXPECT_EQ(swaps, 3098U);
    EXPECT_EQ(swaps + others, 3485U);
}

}  // namespace
}  // namespace dexarb
