#include "dexarb/devnet/faults.hpp"

#include <gtest/gtest.h>

#include "dexarb/devnet/block_producer.hpp"
#include "dexarb/devnet/node_service.hpp"

#include "support/polygon_market.hpp"

namespace dexarb {
namespace {

TEST(Faults, WindowCountsTheCallsOfItsMethodOnly) {
    const Intercept intercept = on_calls({"eth_call", 1, 2}, reply_with_nothing());

    EXPECT_FALSE(intercept("eth_call", "[]"));
    EXPECT_FALSE(intercept("eth_chainId", "[]"));
    EXPECT_TRUE(intercept("eth_call", "[]")->drops_connection);
    EXPECT_TRUE(intercept("eth_call", "[]"));
    EXPECT_FALSE(intercept("eth_call", "[]"));
}

TEST(Faults, FirstAsksAreCountedPerQuestion) {
    const Intercept intercept = on_first_asks("eth_getLogs", 1, reply_with_fault({-32000, "unknown block"}));

    EXPECT_TRUE(intercept("eth_getLogs", "[1]"));
    EXPECT_TRUE(intercept("eth_getLogs", "[2]"));
    EXPECT_FALSE(intercept("eth_getLogs", "[1]"));
}

TEST(Faults, FirstInterceptThatRepliesDecides) {
    const Intercept intercept = first_of({on_calls({"eth_call", 0, 1}, reply_after(std::chrono::milliseconds{5})),
                                          on_calls({"", 0, 1}, reply_with_http(500, "down"))});

    EXPECT_EQ(intercept("eth_call", "[]")->delay, std::chrono::milliseconds{5});
    EXPECT_EQ(intercept("eth_call", "[]")->http->status, 500U);
    EXPECT_FALSE(intercept("eth_call", "[]"));
}

class Scripted : public ::testing::Test {
  protected:
    std::string head() { return to_string(network.chain().head().header.hash); }

    SimulatedNetwork network{testing::polygon_market(), {}};
    NodeRpc rpc{network};
    NodeService service{rpc};
    const std::string question = R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})";
};

TEST_F(Scripted, ReplyReplacesTheAnswer) {
    service.set_intercept(first_of({on_calls({"", 0, 1}, reply_too_many_requests(std::chrono::seconds{3})),
                                    on_calls({"", 0, 1}, reply_with_fault({-32005, "rate limit"}))}));

    const HttpResponse limited = service.answer(question).response;
    const HttpResponse refused = service.answer(question).response;
    const HttpResponse answered = service.answer(question).response;

    EXPECT_EQ(limited.status, 429U);
    EXPECT_EQ(find_header(limited.headers, "retry-after"), "3");
    EXPECT_EQ(refused.body, R"({"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"rate limit"}})");
    EXPECT_EQ(answered.body, R"({"jsonrpc":"2.0","id":1,"result":"0x89"})");
}

TEST_F(Scripted, DelayLeavesTheAnswerAsItIs) {
    service.set_intercept(on_calls({"eth_chainId", 0, 1}, reply_after(std::chrono::milliseconds{40})));

    const ServedAnswer answer = service.answer(question);

    EXPECT_EQ(answer.delay, std::chrono::milliseconds{40});
    EXPECT_EQ(answer.response.body, R"({"jsonrpc":"2.0","id":1,"result":"0x89"})");
}

TEST_F(Scripted, ProducerEndsAfterItsBlocks) {
    ProducerOptions options;
    options.blocks = 3;
    BlockProducer producer{network, rpc, options};
    const BlockNumber first = network.chain().head().header.number;

    while (!producer.is_done())
        producer.produce();

    EXPECT_EQ(network.chain().head().header.number, first + 3);
}

TEST_F(Scripted, ProducerReorganisesWherePlanned) {
    ProducerOptions options;
    options.reorganisations = {{3, 2}};
    BlockProducer producer{network, rpc, options};
    producer.produce();
    producer.produce();
    const SimulatedBlockPtr replaced = network.chain().find(network.chain().head().header.hash);

    producer.produce();

    EXPECT_EQ(network.chain().head().header.number, replaced->header.number + 1);
    EXPECT_FALSE(network.chain().is_canonical(*replaced));
}

TEST_F(Scripted, ProducerWithholdsABlockAndItsChildren) {
    ProducerOptions options;
    options.withheld = {{2, 2}};
    BlockProducer producer{network, rpc, options};
    std::vector<BlockNumber> shown;

    const BlockNumber first = rpc.head()->header.number;
    for (int i = 0; i < 4; ++i) {
        producer.produce();
        shown.push_back(rpc.head()->header.number - first);
    }

    EXPECT_EQ(shown, (std::vector<BlockNumber>{1, 1, 1, 4}));
}

}  // namespace
}  // namespace dexarb
