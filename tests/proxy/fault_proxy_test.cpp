// The proxy itself: what passes is untouched, and what each fault does to one exchange or batch.
#include "proxy/fault_proxy.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"
#include "dexarb/devnet/devnet_node.hpp"
#include "dexarb/rpc/rpc_client.hpp"

#include "support/polygon_market.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class FaultProxyTest : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(node.start());
        FaultProxyOptions options;
        options.target = node.url();
        auto made = FaultProxy::make(context.get_executor(), std::move(options));
        ASSERT_TRUE(made) << made.error().detail;
        proxy.emplace(std::move(*made));
        RpcClientOptions patience;
        patience.max_attempts = 1;
        patience.deadline = 2s;
        patience.first_pause = patience.max_pause = 1ms;
        client = make_rpc_client(context.get_executor(), proxy->url(), patience).value();
    }

    void spoil_all(Fault fault, std::optional<std::uint64_t> count = std::nullopt) {
        FaultRule rule;
        rule.count = count;
        rule.faults = {fault};
        proxy->set_script(FaultScript{{rule}});
    }
    RpcResult<std::string> ask_chain() { return run(client->call({"eth_chainId"})); }
    RpcResult<std::vector<RpcResult<std::string>>> ask_batch() {
        std::vector<RpcRequest> requests(4, RpcRequest{"eth_chainId"});
        requests[1].method = "eth_blockNumber";
        return run(client->batch(std::move(requests)));
    }
    template <typename T>
    T run(Task<T> task) {
        return dexarb::run(context, std::move(task));
    }

    boost::asio::io_context context{1};
    SimulatedNetwork network{polygon_market(), {}};
    DevnetNode node{context.get_executor(), network};
    std::optional<FaultProxy> proxy;
    std::unique_ptr<RpcClient> client;
};

TEST_F(FaultProxyTest, PassesWhatItIsNotToldToSpoil) {
    const auto chain = ask_chain();
    const auto batch = ask_batch();

    EXPECT_EQ(chain.value(), R"("0x89")");
    ASSERT_TRUE(batch);
    EXPECT_EQ((*batch)[3].value(), R"("0x89")");
    EXPECT_EQ(proxy->requests(), 2U);
    EXPECT_EQ(proxy->faults_in_all(), 0U);
}

TEST_F(FaultProxyTest, AnAnswerCutAnywhereIsNeverTakenForAnAnswer) {
    spoil_all({.kind = FaultKind::kReset});
    constexpr std::size_t kBytes = 120;  // More than the whole answer has.
    std::size_t whole = 0;

    for (std::size_t at = 0; at < kBytes; ++at) {
        const auto chain = ask_chain();
        whole += chain ? 1U : 0U;
        if (chain) {
            EXPECT_EQ(*chain, R"("0x89")");
        } else {
            EXPECT_EQ(chain.error().error_class, RpcErrorClass::kRetryNow) << chain.error().detail;
        }
    }

    EXPECT_GE(proxy->faults_of(FaultKind::kReset), kBytes) << "each position, and those asked again";
    EXPECT_LE(whole, 3U) << "those where the last byte was sent before the reset";
    spoil_all({.kind = FaultKind::kReset}, 0);
    EXPECT_EQ(ask_chain().value(), R"("0x89")");
}

TEST_F(FaultProxyTest, SwappedMembersFindTheirQuestions) {
    spoil_all({.kind = FaultKind::kSwapMembers});

    const auto batch = ask_batch();

    ASSERT_TRUE(batch) << batch.error().detail;
    EXPECT_EQ((*batch)[0].value(), R"("0x89")");
    EXPECT_NE((*batch)[1].value(), R"("0x89")") << "the block number";
    EXPECT_EQ((*batch)[3].value(), R"("0x89")");
}

TEST_F(FaultProxyTest, ABatchWithAMemberTwiceMissingOrForeignIsMalformedAsAWhole) {
    for (const FaultKind kind : {FaultKind::kDoubleMember, FaultKind::kDropMember, FaultKind::kForeignMember}) {
        spoil_all({.kind = kind});

        const auto batch = ask_batch();

        ASSERT_FALSE(batch) << to_string(kind);
        EXPECT_EQ(batch.error().error_class, RpcErrorClass::kMalformed) << to_string(kind);
        EXPECT_EQ(proxy->faults_of(kind), 1U);
    }
}

TEST_F(FaultProxyTest, ABatchIsWholeWhenItIsAskedAgain) {
    RpcClientOptions patience;
    patience.max_attempts = 3;
    patience.first_pause = patience.max_pause = 1ms;
    client = make_rpc_client(context.get_executor(), proxy->url(), patience).value();
    spoil_all({.kind = FaultKind::kDoubleMember}, 2);

    const auto batch = ask_batch();

    ASSERT_TRUE(batch) << batch.error().detail;
    EXPECT_EQ(client->stats().errors_of(RpcErrorClass::kMalformed), 2U);
}

TEST_F(FaultProxyTest, HintsAreRead) {
    const auto hint_of = [this](Fault fault) {
        spoil_all(fault);
        return ask_chain().error().retry_after;
    };

    EXPECT_EQ(hint_of({.kind = FaultKind::kStatus, .status = 429, .hint = Hint::kRetryAfter, .pause = 2s}), 2s);
    EXPECT_EQ(hint_of({.kind = FaultKind::kStatus, .status = 429, .hint = Hint::kBackoffSeconds, .pause = 1500ms}),
              1500ms);
    EXPECT_EQ(hint_of({.kind = FaultKind::kRpcError, .hint = Hint::kTryAgainIn, .pause = 40ms}), 40ms);
    EXPECT_EQ(hint_of({.kind = FaultKind::kRpcError, .hint = Hint::kRetryIn, .pause = 1250ms}), 1250ms);
    EXPECT_EQ(hint_of({.kind = FaultKind::kStatus, .status = 429}), std::nullopt);
}

}  // namespace
}  // namespace dexarb::testing
