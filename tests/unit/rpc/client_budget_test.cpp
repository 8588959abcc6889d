#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/rpc/rpc_client.hpp"

#include "support/scripted_http.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::ScriptedHttp;
using testing::ElementsAre;
using testing::HasSubstr;

json one_to(const json& request) {
    return {{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", 1}};
}

/// A client whose clock only its own waiting moves.
struct ClientBudgetTest : testing::Test {
    void start(EndpointLimits limits) {
        MethodUnits units;
        units.otherwise = 7;
        units.by_method = {{"eth_call", 26}, {"eth_getLogs", 75}};
        budget = std::make_shared<EndpointBudget>(limits, units, utc());
        options.budget = budget;
        options.max_attempts = 1;
        options.clock.now = [this] { return EndpointBudget::Time{1'000'000s} + elapsed; };
        options.clock.utc = [this] { return utc(); };
        options.clock.sleep = [this](std::chrono::nanoseconds duration) -> Task<void> {
            elapsed += duration;
            co_return;
        };
        auto http = std::make_unique<ScriptedHttp>([this](const std::string& body) { return answer(body); });
        client.emplace(std::move(http), "http://node", options);
    }
    Timestamp utc() const {
        return Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 9 / 1}} +
               std::chrono::floor<std::chrono::milliseconds>(elapsed);
    }
    Result<HttpResponse> answer(const std::string& body) {
        const json request = json::parse(body);
        sizes.push_back(request.is_array() ? request.size() : 1);
        sent_at.push_back(elapsed);
        if (!request.is_array()) return HttpResponse{200, {}, one_to(request).dump()};
        json answers = json::array();
        for (const json& member : request)
            answers.push_back(one_to(member));
        return HttpResponse{200, {}, answers.dump()};
    }
    RpcResult<std::string> call(const std::string& method) { return run(context, client->call({method, "[]"})); }

    boost::asio::io_context context;
    std::chrono::nanoseconds elapsed{0};
    RpcClientOptions options;
    std::shared_ptr<EndpointBudget> budget;
    std::optional<RpcClient> client;
    std::vector<std::size_t> sizes;
    std::vector<std::chrono::nanoseconds> sent_at;
};

TEST_F(ClientBudgetTest, RequestsWaitForTheirTurn) {
    EndpointLimits limits;
    limits.requests_per_second = 2;
    start(limits);

    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(call("eth_call"));

    EXPECT_THAT(sent_at, ElementsAre(0s, 0s, 1s, 1s, 2s));
    EXPECT_EQ(client->stats().waited, 2s);
    EXPECT_EQ(client->stats().requests, 5U);
    EXPECT_EQ(budget->status(utc()).units, 5U * 26U);
}

TEST_F(ClientBudgetTest, ABatchCostsTheSumOfItsMembersAndIsCutToWhatASecondPaysFor) {
    EndpointLimits limits;
    limits.units_per_second = 110;
    start(limits);
    std::vector<RpcRequest> requests(6, RpcRequest{"eth_call", "[]"});

    const auto answers = run(context, client->batch(requests));

    ASSERT_TRUE(answers);
    EXPECT_EQ(answers->size(), 6U);
    EXPECT_THAT(sizes, ElementsAre(4U, 2U));
    EXPECT_THAT(sent_at, ElementsAre(0s, 1s));
    EXPECT_EQ(budget->status(utc()).units, 6U * 26U);
    EXPECT_EQ(budget->status(utc()).requests, 2U);
}

TEST_F(ClientBudgetTest, AMethodThatIsNotListedCostsTheDefault) {
    start({});

    ASSERT_TRUE(call("eth_unheardOf"));

    EXPECT_EQ(budget->status(utc()).units, 7U);
}

TEST_F(ClientBudgetTest, ASpentQuotaSendsNothingAndSaysUntilWhen) {
    EndpointLimits limits;
    limits.units_per_day = 100;
    start(limits);
    ASSERT_TRUE(call("eth_getLogs"));
    ASSERT_TRUE(call("eth_getLogs"));

    const auto refused = call("eth_getLogs");

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error_class, RpcErrorClass::kStopEndpoint);
    EXPECT_EQ(refused.error().retry_after, 24h);
    EXPECT_THAT(refused.error().detail,
                HasSubstr("its quota of 100 units a day is spent; it begins anew at 2026-09-02"));
    EXPECT_EQ(sizes.size(), 2U);
    EXPECT_EQ(client->stats().requests, 2U);

    elapsed = 24h;
    EXPECT_TRUE(call("eth_getLogs"));
}

}  // namespace
}  // namespace dexarb
