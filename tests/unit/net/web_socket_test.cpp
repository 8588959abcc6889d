#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"
#include "dexarb/net/http_server.hpp"
#include "dexarb/net/web_socket_client.hpp"

#include "support/raw_web_socket.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using test::close_frame;
using test::frame;
using test::Opcode;
using test::RawConnection;
using test::RawPeer;
using test::RawWebSocket;
using test::text_frame;
using testing::HasSubstr;
using testing::Not;

Task<void> echo_texts(std::shared_ptr<WebSocket> socket) {
    while (true) {
        auto text = co_await socket->receive();
        if (!text) co_return;
        socket->send(*std::move(text));
    }
}

struct WebSocketTest : testing::Test {
    std::shared_ptr<DialedWebSocket> dial(std::uint16_t port) {
        const auto url = parse_url("ws://127.0.0.1:" + std::to_string(port) + "/v2/key?a=b").value();
        return make_web_socket_dial(context.get_executor(), url, options).value()();
    }
    /// An open one to a peer that, its hands shaken, does `script`.
    std::shared_ptr<DialedWebSocket> open(std::function<Task<void>(RawWebSocket&)> script) {
        peer.emplace(context.get_executor(),
                     [script = std::move(script)](RawConnection& connection, std::size_t) -> Task<void> {
                         RawWebSocket socket{connection};
                         co_await socket.accept();
                         co_await script(socket);
                     });
        auto socket = dial(peer->port());
        const auto opened = run(context, socket->open());
        EXPECT_TRUE(opened && opened->status == 101);
        return socket;
    }
    /// What `receive` says to a peer that sends `bytes` and keeps the connection.
    Result<std::string> receive(std::string bytes) {
        const auto socket = open([bytes = std::move(bytes)](RawWebSocket& raw) -> Task<void> {
            co_await raw.send(bytes);
            co_await raw.connection().wait_for_end();
        });
        auto message = run(context, socket->receive());
        socket->close();
        return message;
    }

    boost::asio::io_context context;
    TransportOptions options;
    std::optional<RawPeer> peer;
};

TEST_F(WebSocketTest, MessagesGoBothWaysInOrder) {
    HttpServer server{context.get_executor(), {}, [](HttpRequest) -> Task<HttpResponse> { co_return HttpResponse{}; }};
    server.accept_web_sockets(echo_texts);
    const auto socket = dial(server.listen().value());
    const auto opened = run(context, socket->open());
    ASSERT_TRUE(opened) << opened.error().detail;
    const std::string large(300'000, 'x');

    for (const std::string& text : {std::string{"one"}, large, std::string{"three"}})
        socket->send(text);

    EXPECT_EQ(run(context, socket->receive()).value(), "one");
    EXPECT_EQ(run(context, socket->receive()).value(), large);
    EXPECT_EQ(run(context, socket->receive()).value(), "three");
}

TEST_F(WebSocketTest, ThePeerIsToldWhatItNeedsAndNothingOfCompression) {
    std::string request;
    RawPeer raw{context.get_executor(), [&request](RawConnection& connection, std::size_t) -> Task<void> {
                    RawWebSocket socket{connection};
                    request = co_await socket.accept();
                }};
    const auto url = parse_url("ws://me:p%40ss@127.0.0.1:" + std::to_string(raw.port()) + "/v2/key?a=b").value();
    const auto socket = make_web_socket_dial(context.get_executor(), url).value()();

    ASSERT_TRUE(run(context, socket->open()));

    EXPECT_THAT(request, HasSubstr("GET /v2/key?a=b HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("Host: 127.0.0.1:" + std::to_string(raw.port()) + "\r\n"));
    EXPECT_THAT(request, HasSubstr("Authorization: Basic bWU6cEBzcw==\r\n"));
    EXPECT_THAT(request, HasSubstr("User-Agent: dexarb\r\n"));
    EXPECT_THAT(request, Not(HasSubstr("Extensions")));
    EXPECT_THAT(request, Not(HasSubstr("Accept-Encoding")));
}

TEST_F(WebSocketTest, ARefusedUpgradeIsAnAnswerWithStatusAndHeaders) {
    RawPeer raw{
        context.get_executor(), [](RawConnection& connection, std::size_t) -> Task<void> {
            static_cast<void>(co_await connection.read_request());
            co_await connection.send(test::http_answer("slow down", "429 Too Many Requests", "Retry-After: 7\r\n"));
        }};

    const auto opened = run(context, dial(raw.port())->open());

    ASSERT_TRUE(opened) << opened.error().detail;
    EXPECT_EQ(opened->status, 429);
    EXPECT_EQ(find_header(opened->headers, "retry-after"), "7");
    EXPECT_EQ(opened->body, "slow down");
}

TEST_F(WebSocketTest, APeerThatOnlyAcceptsTheConnectionIsLeftByClosing) {
    RawPeer raw{context.get_executor(),
                [](RawConnection& connection, std::size_t) -> Task<void> { co_await connection.wait_for_end(); }};
    const auto socket = dial(raw.port());
    const auto close_soon = [&]() -> Task<void> {
        co_await sleep_for(20ms);
        socket->close();
    };
    std::optional<Result<HttpResponse>> opened;
    std::vector<Task<void>> tasks;
    tasks.push_back(detail::store_result(socket->open(), opened));
    tasks.push_back(close_soon());

    run(context, when_all(std::move(tasks)));

    ASSERT_TRUE(opened);
    ASSERT_FALSE(*opened);
    EXPECT_EQ(opened->error().code, ErrorCode::kNetwork);
}

TEST_F(WebSocketTest, FragmentsMakeOneMessageEvenWithAPingBetween) {
    const auto message = receive(frame(Opcode::kText, "ans", false) + frame(Opcode::kPing, "p") +
                                 frame(Opcode::kContinuation, "w", false) + frame(Opcode::kContinuation, "er"));

    EXPECT_EQ(message.value(), "answer");
}

TEST_F(WebSocketTest, BinaryMessagesAreRefused) {
    const auto message = receive(frame(Opcode::kBinary, "{}"));

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, ErrorCode::kMalformed);
    EXPECT_THAT(message.error().detail, HasSubstr("binary"));
}

TEST_F(WebSocketTest, AnOversizedFrameIsRefusedByItsHeaderAlone) {
    options.max_response_bytes = 1000;

    const auto message = receive(frame(Opcode::kText, "", true, 1ULL << 40U));

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, ErrorCode::kMalformed);
    EXPECT_THAT(message.error().detail, HasSubstr("larger than is read"));
}

TEST_F(WebSocketTest, ManySmallFragmentsAreBoundedToo) {
    options.max_response_bytes = 1000;
    std::string bytes = frame(Opcode::kText, std::string(300, 'x'), false);
    for (int i = 0; i < 4; ++i)
        bytes += frame(Opcode::kContinuation, std::string(300, 'x'), false);

    const auto message = receive(bytes);

    ASSERT_FALSE(message);
    EXPECT_THAT(message.error().detail, HasSubstr("larger than is read"));
}

TEST_F(WebSocketTest, WhatIsNoProtocolIsMalformed) {
    for (const std::string& bytes : {std::string{"HTTP/1.1 200 OK\r\n\r\n"}, frame(Opcode::kText, "\xff\xfe"),
                                     frame(Opcode::kContinuation, "x"), std::string(16, '\xff')}) {
        const auto message = receive(bytes);
        ASSERT_FALSE(message);
        EXPECT_EQ(message.error().code, ErrorCode::kMalformed) << message.error().detail;
    }
}

TEST_F(WebSocketTest, AGoodbyeIsToldByItsCode) {
    const auto socket = open([](RawWebSocket& raw) -> Task<void> {
        co_await raw.send(close_frame(1001));
        co_await raw.connection().wait_for_end();
    });

    const auto message = run(context, socket->receive());

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().detail, "the peer closed the connection, code 1001");
    EXPECT_EQ(socket->close_code(), 1001);
}

TEST_F(WebSocketTest, AnEndInTheMiddleOfAFrameIsAnError) {
    const auto socket = open([](RawWebSocket& raw) -> Task<void> {
        co_await raw.send(text_frame("answer").substr(0, 5));
        raw.connection().close();
    });

    const auto message = run(context, socket->receive());

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, ErrorCode::kNetwork);
    EXPECT_THAT(message.error().detail, HasSubstr("broke off"));
    EXPECT_EQ(socket->close_code(), 0);
}

TEST_F(WebSocketTest, APeerThatAnswersNoPingHasGone) {
    options.ping_every = 10ms;
    options.pong_within = 50ms;
    const auto start = std::chrono::steady_clock::now();
    const auto socket = open([](RawWebSocket& raw) -> Task<void> { co_await raw.connection().wait_for_end(); });

    const auto message = run(context, socket->receive());

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, ErrorCode::kNetwork);
    EXPECT_EQ(message.error().detail, "no pong within 50 ms, so the peer has gone");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST_F(WebSocketTest, DripsDoNotStandForAPong) {
    options.ping_every = 10ms;
    options.pong_within = 50ms;
    const auto socket = open([](RawWebSocket& raw) -> Task<void> {
        co_await raw.connection().drip(text_frame(std::string(5000, 'x')), 2ms);
    });

    const auto message = run(context, socket->receive());

    ASSERT_FALSE(message);
    EXPECT_THAT(message.error().detail, HasSubstr("no pong"));
}

TEST_F(WebSocketTest, PongsKeepAQuietConnectionOpen) {
    options.ping_every = 5ms;
    options.pong_within = 2s;
    HttpServer server{context.get_executor(), {}, [](HttpRequest) -> Task<HttpResponse> { co_return HttpResponse{}; }};
    server.accept_web_sockets([](std::shared_ptr<WebSocket> served) -> Task<void> {
        const auto first = co_await served->receive();
        served->send(first.value());
        static_cast<void>(co_await served->receive());
    });
    const auto socket = dial(server.listen().value());
    ASSERT_TRUE(run(context, socket->open()));
    const auto ask_late = [&]() -> Task<void> {
        co_await sleep_for(100ms);
        socket->send("late");
    };
    std::optional<Result<std::string>> message;
    std::vector<Task<void>> tasks;
    tasks.push_back(detail::store_result(socket->receive(), message));
    tasks.push_back(ask_late());

    run(context, when_all(std::move(tasks)));

    EXPECT_EQ(message->value(), "late");
}

TEST_F(WebSocketTest, AServerThatStopsEndsItsConversations) {
    HttpServer server{context.get_executor(), {}, [](HttpRequest) -> Task<HttpResponse> { co_return HttpResponse{}; }};
    server.accept_web_sockets(echo_texts);
    const auto socket = dial(server.listen().value());
    ASSERT_TRUE(run(context, socket->open()));

    run(context, server.stop(5s));

    EXPECT_FALSE(run(context, socket->receive()));
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(WebSocketTest, OtherSchemesAreForTheOtherClient) {
    const auto made = make_web_socket_dial(context.get_executor(), parse_url("https://node.example/secret").value());

    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().detail, HasSubstr("https://node.example: not a WebSocket URL"));
    EXPECT_THAT(made.error().detail, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace dexarb
