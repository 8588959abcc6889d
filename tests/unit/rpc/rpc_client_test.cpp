#include "dexarb/rpc/rpc_client.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/net/http_server.hpp"

#include "support/scripted_http.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::ScriptedHttp;
using testing::HasSubstr;
using testing::Not;

Result<HttpResponse> success(const std::string& body) {
    const json answer{{"jsonrpc", "2.0"}, {"id", json::parse(body)["id"]}, {"result", {"first", 2}}};
    return HttpResponse{200, {}, answer.dump()};
}

struct RpcClientTest : testing::Test {
    RpcClientTest() {
        options.first_pause = 1ms;
        options.max_pause = 4ms;
        options.on_retry = [this](const RpcError& error, std::chrono::milliseconds pause) {
            retried.push_back(error.error_class);
            pauses.push_back(pause);
        };
    }
    /// One call whose attempts get `answers` in turn, then success.
    RpcResult<std::string> call(std::vector<Result<HttpResponse>> answers) {
        auto http = std::make_unique<ScriptedHttp>([this, answers](const std::string& body) {
            return attempts < answers.size() ? answers[attempts++] : (++attempts, success(body));
        });
        RpcClient client{std::move(http), "http://node", options};
        auto result = run(context, client.call({"eth_test", "[]"}));
        stats = client.stats();
        return result;
    }

    boost::asio::io_context context;
    RpcClientOptions options;
    std::size_t attempts = 0;
    std::vector<RpcErrorClass> retried;
    std::vector<std::chrono::milliseconds> pauses;
    RpcStats stats;
};

HttpResponse refusal(const std::string& message) {
    const json answer{{"jsonrpc", "2.0"}, {"id", 1}, {"error", {{"code", -32000}, {"message", message}}}};
    return {200, {}, answer.dump()};
}

TEST_F(RpcClientTest, GivesTheResultAsText) {
    EXPECT_EQ(call({}).value(), R"(["first",2])");
    EXPECT_EQ(stats.requests, 1U);
    EXPECT_EQ(stats.calls_by_method.at("eth_test"), 1U);
}

TEST_F(RpcClientTest, WhatMayPassIsAskedAgain) {
    const Error lost{ErrorCode::kNetwork, "http://node: cannot connect"};

    const auto result = call({lost, HttpResponse{502, {}, "<html>"}, HttpResponse{200, {}, ""}});

    EXPECT_TRUE(result);
    EXPECT_EQ(retried,
              (std::vector{RpcErrorClass::kRetryNow, RpcErrorClass::kRetryElsewhere, RpcErrorClass::kMalformed}));
    EXPECT_EQ(stats.retries, 3U);
    EXPECT_EQ(stats.requests, 4U);
    EXPECT_EQ(stats.errors_of(RpcErrorClass::kMalformed), 1U);
}

TEST_F(RpcClientTest, WhatStaysIsNotAskedAgain) {
    for (const char* message :
         {"execution reverted", "missing trie node", "block range too large", "invalid api key"}) {
        attempts = 0;
        EXPECT_FALSE(call({refusal(message)})) << message;
        EXPECT_EQ(attempts, 1U) << message;
    }
}

TEST_F(RpcClientTest, AttemptsEnd) {
    options.max_attempts = 3;

    const auto result = call(std::vector<Result<HttpResponse>>(9, HttpResponse{503, {}, ""}));

    EXPECT_FALSE(result);
    EXPECT_EQ(attempts, 3U);
    EXPECT_EQ(result.error().detail, "http://node: eth_test: the node refused with HTTP 503");
    EXPECT_EQ(stats.errors_of(RpcErrorClass::kRetryElsewhere), 3U);
}

TEST_F(RpcClientTest, ZeroAttemptsMeansWithoutEnd) {
    options.max_attempts = 0;

    EXPECT_TRUE(call(std::vector<Result<HttpResponse>>(30, HttpResponse{503, {}, ""})));
}

TEST_F(RpcClientTest, PausesGrowToTheirBoundWithJitter) {
    options.max_attempts = 8;
    options.first_pause = 4ms;
    options.max_pause = 16ms;

    static_cast<void>(call(std::vector<Result<HttpResponse>>(8, HttpResponse{503, {}, ""})));

    ASSERT_EQ(pauses.size(), 7U);
    EXPECT_LE(pauses[0], 4ms);
    EXPECT_GE(pauses[0], 2ms);
    for (std::size_t i = 2; i < pauses.size(); ++i) {
        EXPECT_GE(pauses[i], 8ms);
        EXPECT_LE(pauses[i], 16ms);
    }
}

TEST_F(RpcClientTest, TheSeedDecidesTheJitter) {
    const std::vector<Result<HttpResponse>> refusals(3, HttpResponse{503, {}, ""});
    options.first_pause = 3ms;
    options.max_pause = 12ms;
    static_cast<void>(call(refusals));
    const auto first = std::exchange(pauses, {});
    attempts = 0;
    static_cast<void>(call(refusals));

    EXPECT_EQ(pauses, first);
}

TEST_F(RpcClientTest, AHintIsHonouredAndBounded) {
    options.max_hint = 20ms;
    const auto start = std::chrono::steady_clock::now();

    EXPECT_TRUE(call({HttpResponse{429, {{"Retry-After", "3600"}}, ""}}));

    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
    ASSERT_EQ(pauses.size(), 1U);
    EXPECT_GE(pauses[0], 20ms);
    EXPECT_LE(pauses[0], 21ms);
}

TEST_F(RpcClientTest, AHintHoldsForTheNextCallToo) {
    options.max_attempts = 1;
    options.max_hint = 20ms;
    std::size_t asked = 0;
    auto http = std::make_unique<ScriptedHttp>([&asked](const std::string& body) -> Result<HttpResponse> {
        if (++asked == 1) return HttpResponse{429, {{"Retry-After", "60"}}, ""};
        return success(body);
    });
    RpcClient client{std::move(http), "http://node", options};
    ASSERT_FALSE(run(context, client.call({"a", "[]"})));
    const auto start = std::chrono::steady_clock::now();

    EXPECT_TRUE(run(context, client.call({"a", "[]"})));

    EXPECT_GE(std::chrono::steady_clock::now() - start, 15ms);
}

TEST_F(RpcClientTest, AnAnswerToAnotherQuestionIsAskedAgain) {
    const auto result = call({HttpResponse{200, {}, R"({"jsonrpc":"2.0","id":77,"result":"0x1"})"}});

    EXPECT_TRUE(result);
    EXPECT_EQ(retried, std::vector{RpcErrorClass::kMalformed});
}

/// A node over the real transport which repeats the URL's secrets in its refusals.
TEST_F(RpcClientTest, NoKeyIsEverShown) {
    HttpServer server{context.get_executor(), {}, [](HttpRequest request) -> Task<HttpResponse> {
                          HttpResponse response;
                          response.status = 403;
                          const std::string message = "no access to " + request.target + " with hunter2hunter2";
                          response.body = json{{"error", {{"code", 1}, {"message", message}}}}.dump();
                          co_return response;
                      }};
    const auto port = std::to_string(server.listen().value());
    const std::string url = "http://somebody:hunter2hunter2@127.0.0.1:" + port + "/v3/pathkey123?token=querykey456";
    const auto client = make_rpc_client(context.get_executor(), url, options).value();

    const auto result = run(context, client->call({"eth_test", "[]"}));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().error_class, RpcErrorClass::kStopEndpoint);
    EXPECT_THAT(result.error().detail, HasSubstr("http://127.0.0.1: eth_test: the node refused with HTTP 403"));
    for (const char* secret : {"hunter2", "pathkey", "querykey", "somebody"})
        EXPECT_THAT(result.error().detail, Not(HasSubstr(secret)));
}

TEST_F(RpcClientTest, UrlsThatCannotServeAreRefusedWithoutRepeatingThem) {
    for (const char* url :
         {"gopher://node.example/pathkey123", "pathkey123", "ftp://node/pathkey123", "http://:1/pathkey123"}) {
        const auto client = make_rpc_client(context.get_executor(), url);
        ASSERT_FALSE(client) << url;
        EXPECT_THAT(client.error().detail, Not(HasSubstr("pathkey"))) << url;
    }
}

TEST_F(RpcClientTest, BytesAndConnectionsAreCounted) {
    HttpServer server{context.get_executor(), {}, [](HttpRequest request) -> Task<HttpResponse> {
                          co_return success(request.body).value();
                      }};
    const auto url = "http://127.0.0.1:" + std::to_string(server.listen().value());
    const auto client = make_rpc_client(context.get_executor(), url, options).value();

    EXPECT_TRUE(run(context, client->call({"eth_test", "[]"})));
    EXPECT_TRUE(run(context, client->call({"eth_test", "[]"})));

    EXPECT_EQ(client->stats().connections, 1U);
    EXPECT_EQ(client->stats().requests, 2U);
    EXPECT_GT(client->stats().bytes_sent, 100U);
    EXPECT_GT(client->stats().bytes_received, 60U);
}

}  // namespace
}  // namespace dexarb
