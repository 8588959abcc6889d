#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/rpc/head_stream.hpp"
#include "dexarb/rpc/rpc_client.hpp"

#include "support/raw_web_socket.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::close_frame;
using test::RawConnection;
using test::RawPeer;
using test::RawWebSocket;
using test::text_frame;
using testing::HasSubstr;
using Answers = std::vector<RpcResult<std::string>>;
using Script = std::function<Task<void>(RawWebSocket&, std::size_t number)>;

const std::string kHash = "0x" + std::string(63, '0') + "7";

json success_of(const json& request) {
    return {{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", request["method"]}};
}

std::string answer_to(const std::string& body) {
    const json request = json::parse(body);
    if (!request.is_array()) return text_frame(success_of(request).dump());
    json members = json::array();
    for (const json& member : request)
        members.push_back(success_of(member));
    return text_frame(members.dump());
}

std::string announcement(const std::string& number) {
    const json result{{"number", number}, {"hash", kHash}};
    return text_frame(json{
        {"jsonrpc", "2.0"}, {"method", "eth_subscription"}, {"params", {{"subscription", "0x1"}, {"result", result}}}}
                          .dump());
}

Task<void> answer_all(RawWebSocket& socket, std::size_t) {
    for (std::string body = co_await socket.read(); !body.empty(); body = co_await socket.read())
        co_await socket.send(answer_to(body));
}

struct WebSocketRpcTest : testing::Test {
    WebSocketRpcTest() {
        options.max_attempts = 1;
        options.deadline = 5s;
    }
    /// A client of a peer that, its hands shaken, does `script` on each connection.
    void talk_to(Script script) {
        peer.emplace(context.get_executor(),
                     [script = std::move(script)](RawConnection& connection, std::size_t number) -> Task<void> {
                         RawWebSocket socket{connection};
                         co_await socket.accept();
                         co_await script(socket, number);
                     });
        talk_to(peer->port());
    }
    void talk_to(std::uint16_t port) {
        const auto url = "ws://127.0.0.1:" + std::to_string(port) + "/key";
        client = make_rpc_client(context.get_executor(), url, options).value();
    }
    RpcResult<std::string> call(const std::string& method) { return run(context, client->call({method, "[]"})); }
    std::vector<RpcResult<std::string>> call_together(const std::vector<std::string>& methods) {
        std::vector<Task<RpcResult<std::string>>> calls;
        for (const std::string& method : methods)
            calls.push_back(client->call({method, "[]"}));
        return run(context, when_all(std::move(calls)));
    }

    boost::asio::io_context context;
    RpcClientOptions options;
    std::optional<RawPeer> peer;
    std::unique_ptr<RpcClient> client;
};

TEST_F(WebSocketRpcTest, CallsAndBatchesShareOneConnection) {
    talk_to(answer_all);

    EXPECT_EQ(call("eth_a").value(), "\"eth_a\"");
    EXPECT_EQ(call("eth_b").value(), "\"eth_b\"");
    const auto batch = run(context, client->batch({{"eth_c", "[]"}, {"eth_d", "[]"}}));

    ASSERT_TRUE(batch);
    EXPECT_EQ((*batch)[1].value(), "\"eth_d\"");
    EXPECT_EQ(peer->accepted(), 1U);
    EXPECT_EQ(client->stats().connections, 1U);
    EXPECT_GT(client->stats().bytes_sent, 100U);
    EXPECT_GT(client->stats().bytes_received, 100U);
}

TEST_F(WebSocketRpcTest, CallsInFlightAreToldApartByTheirIds) {
    talk_to([](RawWebSocket& socket, std::size_t) -> Task<void> {
        const std::string first = co_await socket.read();
        const std::string second = co_await socket.read();
        const std::string third = co_await socket.read();
        co_await socket.send(answer_to(third));
        co_await socket.send(announcement("0x5"));
        co_await socket.send(answer_to(first) + answer_to(first));
        co_await socket.send(text_frame(R"({"jsonrpc":"2.0","id":999,"result":"foreign"})"));
        co_await socket.send(answer_to(second));
        co_await socket.connection().wait_for_end();
    });

    const auto answers = call_together({"eth_a", "eth_b", "eth_c"});

    EXPECT_EQ(answers[0].value(), "\"eth_a\"");
    EXPECT_EQ(answers[1].value(), "\"eth_b\"");
    EXPECT_EQ(answers[2].value(), "\"eth_c\"");
    EXPECT_EQ(peer->accepted(), 1U);
}

TEST_F(WebSocketRpcTest, ABatchIsToldApartFromTheCallsBesideIt) {
    talk_to([](RawWebSocket& socket, std::size_t) -> Task<void> {
        const std::string first = co_await socket.read();
        const std::string second = co_await socket.read();
        co_await socket.send(answer_to(second));
        co_await socket.send(answer_to(first));
        co_await socket.connection().wait_for_end();
    });
    std::optional<RpcResult<Answers>> batch;
    std::optional<RpcResult<std::string>> single;
    std::vector<Task<void>> tasks;
    tasks.push_back(detail::store_result(client->batch({{"eth_a", "[]"}, {"eth_b", "[]"}}), batch));
    tasks.push_back(detail::store_result(client->call({"eth_c", "[]"}), single));

    run(context, when_all(std::move(tasks)));

    EXPECT_EQ((**batch)[0].value(), "\"eth_a\"");
    EXPECT_EQ((**batch)[1].value(), "\"eth_b\"");
    EXPECT_EQ(single->value(), "\"eth_c\"");
}

TEST_F(WebSocketRpcTest, ARefusalWithoutAnIdIsTheBatchs) {
    talk_to([](RawWebSocket& socket, std::size_t) -> Task<void> {
        for (std::string body = co_await socket.read(); !body.empty(); body = co_await socket.read()) {
            const bool is_large = json::parse(body).size() == 4;
            const std::string refusal =
                R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}})";
            const std::string bytes = is_large ? text_frame(refusal) : answer_to(body);
            co_await socket.send(bytes);
        }
    });

    const auto batch = run(context, client->batch({{"eth_a"}, {"eth_b"}, {"eth_c"}, {"eth_d"}}));

    ASSERT_TRUE(batch) << batch.error().detail;
    EXPECT_EQ((*batch)[3].value(), "\"eth_d\"");
}

TEST_F(WebSocketRpcTest, ARefusedUpgradeIsClassedAsItsStatusSays) {
    peer.emplace(context.get_executor(), [](RawConnection& connection, std::size_t number) -> Task<void> {
        static_cast<void>(co_await connection.read_request());
        const std::string answer = number == 0
                                       ? test::http_answer("slow down", "429 Too Many Requests", "Retry-After: 7\r\n")
                                       : test::http_answer("invalid api key", "401 Unauthorized");
        co_await connection.send(answer);
    });
    talk_to(peer->port());

    const auto limited = call("eth_a");
    options.first_pause = 1ms;
    talk_to(peer->port());
    const auto refused = call("eth_a");

    ASSERT_FALSE(limited);
    EXPECT_EQ(limited.error().error_class, RpcErrorClass::kRetryLater);
    EXPECT_EQ(limited.error().retry_after, 7s);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error_class, RpcErrorClass::kStopEndpoint);
}

TEST_F(WebSocketRpcTest, AnEndInTheMiddleOfAFrameFailsTheCallsAndTheNextOpensAnew) {
    talk_to([](RawWebSocket& socket, std::size_t number) -> Task<void> {
        if (number > 0) {
            co_await answer_all(socket, number);
            co_return;
        }
        static_cast<void>(co_await socket.read());
        const std::string second = co_await socket.read();
        co_await socket.send(answer_to(second).substr(0, 20));
        socket.connection().close();
    });

    const auto start = std::chrono::steady_clock::now();
    const auto failed = call_together({"eth_a", "eth_b"});
    const auto took = std::chrono::steady_clock::now() - start;
    const auto next = call("eth_c");

    for (const auto& answer : failed) {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::kNetwork);
        EXPECT_THAT(answer.error().detail, HasSubstr("ws://127.0.0.1: "));
        EXPECT_THAT(answer.error().detail, HasSubstr("broke off"));
    }
    EXPECT_LT(took, 5s) << "at once, not at the deadline";
    EXPECT_EQ(next.value(), "\"eth_c\"");
    EXPECT_EQ(peer->accepted(), 2U);
}

TEST_F(WebSocketRpcTest, AStallFailsTheCallWithinItsDeadlineAndTheNextOpensAnew) {
    talk_to([](RawWebSocket& socket, std::size_t number) -> Task<void> {
        if (number > 0) {
            co_await answer_all(socket, number);
            co_return;
        }
        co_await socket.connection().wait_for_end();
    });
    options.deadline = 50ms;
    options.first_pause = 1ms;
    talk_to(peer->port());

    const auto stalled = call("eth_a");
    const auto next = call("eth_b");

    ASSERT_FALSE(stalled);
    EXPECT_EQ(stalled.error().code, ErrorCode::kNetwork);
    EXPECT_THAT(stalled.error().detail, HasSubstr("ws://127.0.0.1: no complete reply within 50 ms"));
    EXPECT_EQ(next.value(), "\"eth_b\"");
}

TEST_F(WebSocketRpcTest, DripsDoNotStretchTheDeadline) {
    for (const bool in_handshake : {true, false}) {
        peer.emplace(context.get_executor(), [in_handshake](RawConnection& connection, std::size_t) -> Task<void> {
            RawWebSocket socket{connection};
            if (!in_handshake) {
                co_await socket.accept();
                co_await connection.drip(text_frame(std::string(5000, ' ')), 2ms);
                co_return;
            }
            const std::string request = co_await connection.read_request();
            co_await connection.drip(test::upgrade_answer(request) + std::string(5000, ' '), 2ms);
        });
        options.deadline = 60ms;
        talk_to(peer->port());
        const auto start = std::chrono::steady_clock::now();

        const auto answer = call("eth_a");

        ASSERT_FALSE(answer);
        EXPECT_THAT(answer.error().detail, HasSubstr("no complete reply within 60 ms"));
        EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
    }
}

TEST_F(WebSocketRpcTest, ASlowCallDoesNotTakeTheOthersWithIt) {
    talk_to([](RawWebSocket& socket, std::size_t) -> Task<void> {
        for (std::string body = co_await socket.read(); !body.empty(); body = co_await socket.read())
            if (json::parse(body)["method"] != "eth_slow") co_await socket.send(answer_to(body));
    });
    options.deadline = 100ms;
    options.first_pause = 1ms;
    talk_to(peer->port());

    const auto answers = call_together({"eth_slow", "eth_a"});
    const auto next = call("eth_b");

    EXPECT_FALSE(answers[0]);
    EXPECT_TRUE(answers[1]);
    EXPECT_TRUE(next);
    EXPECT_EQ(client->stats().connections, 1U) << "a connection that answers others has not stalled";
}

TEST_F(WebSocketRpcTest, AfterAGoodbyeTheCallGoesOverANewConnection) {
    talk_to([](RawWebSocket& socket, std::size_t number) -> Task<void> {
        const std::string body = co_await socket.read();
        if (number > 0) co_await socket.send(answer_to(body));
        co_await socket.send(close_frame(1001));
        co_await socket.connection().wait_for_end();
    });

    const auto answer = call("eth_a");

    EXPECT_EQ(answer.value(), "\"eth_a\"");
    EXPECT_EQ(peer->accepted(), 2U);
}

TEST_F(WebSocketRpcTest, APeerThatOnlySaysGoodbyeIsAnError) {
    talk_to([](RawWebSocket& socket, std::size_t) -> Task<void> {
        static_cast<void>(co_await socket.read());
        co_await socket.send(close_frame(1001));
        co_await socket.connection().wait_for_end();
    });

    const auto answer = call("eth_a");

    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().detail, HasSubstr("the peer closed the connection, code 1001"));
    EXPECT_EQ(peer->accepted(), 2U);
}

TEST_F(WebSocketRpcTest, ARequestTooLargeForTheNodeIsToBeSplit) {
    talk_to([](RawWebSocket& socket, std::size_t) -> Task<void> {
        static_cast<void>(co_await socket.read());
        co_await socket.send(close_frame(1009));
        co_await socket.connection().wait_for_end();
    });

    const auto answer = call("eth_a");

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().error_class, RpcErrorClass::kSplit);
}

TEST_F(WebSocketRpcTest, GarbageIsMalformed) {
    for (const std::string& frame :
         {text_frame("not JSON"), text_frame(""), text_frame("[]"), test::frame(test::Opcode::kBinary, "{}")}) {
        talk_to([frame](RawWebSocket& socket, std::size_t) -> Task<void> {
            static_cast<void>(co_await socket.read());
            co_await socket.send(frame);
            co_await socket.connection().wait_for_end();
        });

        const auto answer = call("eth_a");

        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().error_class, RpcErrorClass::kMalformed) << answer.error().detail;
    }
}

TEST_F(WebSocketRpcTest, AClientThatGoesLeavesNothingBehind) {
    talk_to([](RawWebSocket& socket, std::size_t) -> Task<void> { co_await socket.connection().wait_for_end(); });
    options.deadline = 20ms;
    talk_to(peer->port());
    ASSERT_FALSE(call("eth_a"));

    client.reset();
    context.run_for(50ms);

    EXPECT_EQ(peer->accepted(), 1U);
}

struct HeadStreamTest : WebSocketRpcTest {
    static constexpr HeadStream::Time kNow{1000s};

    /// Answers all; after a subscription announces `numbers`.
    static Script announcing(std::vector<std::string> numbers) {
        return [numbers = std::move(numbers)](RawWebSocket& socket, std::size_t) -> Task<void> {
            for (std::string body = co_await socket.read(); !body.empty(); body = co_await socket.read()) {
                co_await socket.send(answer_to(body));
                if (json::parse(body)["method"] != "eth_subscribe") continue;
                for (const std::string& number : numbers)
                    co_await socket.send(announcement(number));
            }
        };
    }
    std::optional<BlockId> wait(HeadStream& stream, std::chrono::milliseconds longest) {
        return run(context, stream.wait(longest));
    }
};

TEST_F(HeadStreamTest, TheNewestAnnouncedHeadIsHandedOverOnce) {
    talk_to(announcing({"0x5", "0x6"}));
    HeadStream stream{*client};
    ASSERT_TRUE(stream.is_due(kNow));
    run(context, stream.subscribe(kNow));
    EXPECT_TRUE(stream.is_live());
    ASSERT_TRUE(call("eth_a")) << "so that what was announced has come";

    const auto head = wait(stream, 5s);

    ASSERT_TRUE(head);
    EXPECT_EQ(head->number, 6U);
    EXPECT_EQ(to_string(head->hash), kHash);
    EXPECT_EQ(wait(stream, 10ms), std::nullopt);
    EXPECT_EQ(stream.announced(), 2U);
    EXPECT_FALSE(stream.is_due(kNow));
}

TEST_F(HeadStreamTest, ARefusalIsNotAskedForAgainForLong) {
    talk_to([](RawWebSocket& socket, std::size_t) -> Task<void> {
        const std::string body = co_await socket.read();
        const json request = json::parse(body);
        json answer{{"jsonrpc", "2.0"}, {"id", request["id"]}};
        answer["error"] = {{"code", -32601}, {"message", "the method eth_subscribe does not exist/is not available"}};
        co_await socket.send(text_frame(answer.dump()));
        co_await socket.connection().wait_for_end();
    });
    HeadStream stream{*client};

    run(context, stream.subscribe(kNow));

    EXPECT_FALSE(stream.is_live());
    EXPECT_FALSE(stream.is_due(kNow + 9min));
    EXPECT_TRUE(stream.is_due(kNow + 10min));
}

TEST_F(HeadStreamTest, TheEndOfTheConnectionEndsTheStreamAndItIsSubscribedToAgain) {
    talk_to([](RawWebSocket& socket, std::size_t number) -> Task<void> {
        if (number > 0) {
            const Script script = announcing({"0x9"});
            co_await script(socket, number);
            co_return;
        }
        const std::string body = co_await socket.read();
        co_await socket.send(answer_to(body));
        co_await socket.send(close_frame(1001));
    });
    HeadStream stream{*client};
    run(context, stream.subscribe(kNow));

    EXPECT_EQ(wait(stream, 5s), std::nullopt);
    EXPECT_FALSE(stream.is_live());
    ASSERT_TRUE(stream.is_due(kNow));
    run(context, stream.subscribe(kNow));
    const auto head = wait(stream, 5s);

    ASSERT_TRUE(head);
    EXPECT_EQ(head->number, 9U);
}

TEST_F(HeadStreamTest, RenewalsAreOverNewConnectionsAfterPausesThatGrow) {
    talk_to(announcing({}));
    HeadStream stream{*client};
    run(context, stream.subscribe(kNow));

    stream.renew(kNow);

    EXPECT_FALSE(stream.is_live());
    EXPECT_FALSE(stream.is_due(kNow));
    ASSERT_TRUE(stream.is_due(kNow + 1s));
    run(context, stream.subscribe(kNow + 1s));
    EXPECT_TRUE(stream.is_live());
    EXPECT_EQ(client->stats().connections, 2U);
    stream.renew(kNow + 1s);
    EXPECT_FALSE(stream.is_due(kNow + 2s));
    EXPECT_TRUE(stream.is_due(kNow + 3s));
}

TEST_F(HeadStreamTest, OtherMessagesAnnounceNothing) {
    for (const char* message :
         {"", "not JSON", "[]", R"({"method":"eth_subscription"})", R"({"method":"eth_subscription","params":{}})",
          R"({"method":"eth_subscription","params":{"result":{"number":"0x1","hash":"0x12"}}})",
          R"({"method":"other","params":{"result":{"number":"0x1","hash":"0x00"}}})"})
        EXPECT_EQ(read_announced_head(message), std::nullopt) << message;
}

}  // namespace
}  // namespace dexarb
