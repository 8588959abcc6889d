#include "dexarb/net/http_client.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"

#include "support/raw_peer.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using test::http_answer;
using test::RawConnection;
using test::RawPeer;
using testing::HasSubstr;
using testing::Not;

struct HttpClientTest : testing::Test {
    std::unique_ptr<Transport> client_of(const std::string& url, TransportOptions options = {}) {
        return make_http_client(context.get_executor(), parse_url(url).value(), std::move(options)).value();
    }
    Result<HttpResponse> post(Transport& client, std::chrono::milliseconds deadline = 5s) {
        return run(context, client.post("ask", deadline));
    }
    /// How long a failing exchange with `script` takes, and its error.
    Error fail(RawPeer::Script script, std::chrono::milliseconds deadline = 5s) {
        RawPeer peer{context.get_executor(), std::move(script)};
        const auto client = client_of(peer.url());
        const auto response = post(*client, deadline);
        EXPECT_FALSE(response);
        return response ? Error{} : response.error();
    }

    boost::asio::io_context context;
};

Task<void> answer_all(RawConnection& connection, std::size_t) {
    co_await connection.serve(http_answer("answer"));
}

TEST_F(HttpClientTest, KeepsOneConnectionForSerialExchanges) {
    RawPeer peer{context.get_executor(), answer_all};
    const auto client = client_of(peer.url());

    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(post(*client).value().body, "answer");

    EXPECT_EQ(peer.accepted(), 1);
    EXPECT_EQ(client->stats().connections, 1);
    EXPECT_EQ(client->stats().bytes_sent, 9);
    EXPECT_EQ(client->stats().bytes_received, 18);
}

TEST_F(HttpClientTest, AsksForPathAndQueryWithCredentialsAndWithoutCompression) {
    std::string request;
    RawPeer peer{context.get_executor(), [&request](RawConnection& connection, std::size_t) -> Task<void> {
                     request = co_await connection.read_request();
                     co_await connection.send(http_answer("answer"));
                 }};
    const auto port = std::to_string(peer.port());
    const auto client = client_of("http://me:p%40ss@127.0.0.1:" + port + "/v2/key?a=b");

    ASSERT_TRUE(post(*client));

    EXPECT_THAT(request, HasSubstr("POST /v2/key?a=b HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("Authorization: Basic bWU6cEBzcw==\r\n"));
    EXPECT_THAT(request, HasSubstr("Host: 127.0.0.1:" + port + "\r\n"));
    EXPECT_THAT(request, HasSubstr("Accept-Encoding: identity\r\n"));
    EXPECT_THAT(request, HasSubstr("Content-Type: application/json\r\n"));
    EXPECT_THAT(request, HasSubstr("Content-Length: 3\r\n"));
}

TEST_F(HttpClientTest, AnyStatusIsAValueWithItsHeaders) {
    RawPeer peer{context.get_executor(), [](RawConnection& connection, std::size_t) -> Task<void> {
                     static_cast<void>(co_await connection.read_request());
                     co_await connection.send(http_answer("slow down", "429 Too Many Requests", "Retry-After: 7\r\n"));
                 }};
    const auto client = client_of(peer.url());

    const auto response = post(*client).value();

    EXPECT_EQ(response.status, 429);
    EXPECT_EQ(find_header(response.headers, "retry-after"), "7");
    EXPECT_EQ(response.body, "slow down");
}

TEST_F(HttpClientTest, ReplacesAConnectionThatWasClosedWhileIdle) {
    RawPeer peer{context.get_executor(), [](RawConnection& connection, std::size_t) -> Task<void> {
                     static_cast<void>(co_await connection.read_request());
                     co_await connection.send(http_answer("answer"));
                 }};
    const auto client = client_of(peer.url());

    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(post(*client).value().body, "answer");

    EXPECT_EQ(peer.accepted(), 3);
}

TEST_F(HttpClientTest, OverlappingExchangesHaveConnectionsOfTheirOwn) {
    RawPeer peer{context.get_executor(), answer_all};
    const auto client = client_of(peer.url());
    std::vector<Task<Result<HttpResponse>>> posts;
    posts.push_back(client->post("a", 5s));
    posts.push_back(client->post("b", 5s));

    const auto responses = run(context, when_all(std::move(posts)));

    EXPECT_TRUE(responses[0]);
    EXPECT_TRUE(responses[1]);
    EXPECT_EQ(peer.accepted(), 2);
}

TEST_F(HttpClientTest, ReadsChunkedAnswersAndSkipsInterimOnes) {
    RawPeer peer{context.get_executor(), [](RawConnection& connection, std::size_t) -> Task<void> {
                     static_cast<void>(co_await connection.read_request());
                     co_await connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                     co_await connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                     co_await connection.send("3\r\nans\r\n3\r\nwer\r\n0\r\n\r\n");
                 }};
    const auto client = client_of(peer.url());

    EXPECT_EQ(post(*client).value().body, "answer");
}

TEST_F(HttpClientTest, SilenceEndsWithTheDeadline) {
    const auto start = std::chrono::steady_clock::now();

    const Error error =
        fail([](RawConnection& connection, std::size_t) -> Task<void> { co_await connection.wait_for_end(); }, 50ms);

    EXPECT_EQ(error.code, ErrorCode::kNetwork);
    EXPECT_EQ(error.detail, "http://127.0.0.1: no complete reply within 50 ms");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST_F(HttpClientTest, DripsDoNotStretchTheDeadline) {
    const auto start = std::chrono::steady_clock::now();
    const auto drip = [](RawConnection& connection, std::size_t) -> Task<void> {
        static_cast<void>(co_await connection.read_request());
        co_await connection.drip(http_answer(std::string(100'000, 'x')), 2ms);
    };

    const Error error = fail(drip, 100ms);

    EXPECT_EQ(error.detail, "http://127.0.0.1: no complete reply within 100 ms");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
}

TEST_F(HttpClientTest, DripsInTheBodyDoNotEither) {
    const auto start = std::chrono::steady_clock::now();
    const auto drip = [](RawConnection& connection, std::size_t) -> Task<void> {
        static_cast<void>(co_await connection.read_request());
        co_await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        co_await connection.drip(std::string(100'000, 'x'), 2ms);
    };

    const Error error = fail(drip, 100ms);

    EXPECT_EQ(error.detail, "http://127.0.0.1: no complete reply within 100 ms");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
}

TEST_F(HttpClientTest, RequestsAreBounded) {
    TransportOptions options;
    options.max_request_bytes = 2;
    const auto client = client_of("http://127.0.0.1:9/", options);

    const auto response = post(*client);

    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(response.error().detail, HasSubstr("a request of 3 bytes is larger than is sent"));
}

TEST_F(HttpClientTest, HalfAnAnswerIsAnError) {
    const Error error = fail([](RawConnection& connection, std::size_t) -> Task<void> {
        static_cast<void>(co_await connection.read_request());
        co_await connection.send(http_answer("answer").substr(0, 40));
    });

    EXPECT_EQ(error.code, ErrorCode::kNetwork);
    EXPECT_THAT(error.detail, HasSubstr("broke off"));
}

TEST_F(HttpClientTest, MoreAnnouncedThanSentIsAnError) {
    const Error error = fail([](RawConnection& connection, std::size_t) -> Task<void> {
        static_cast<void>(co_await connection.read_request());
        co_await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nanswer");
    });

    EXPECT_THAT(error.detail, HasSubstr("broke off"));
}

TEST_F(HttpClientTest, LessAnnouncedThanSentSpoilsTheConnectionOnly) {
    RawPeer peer{context.get_executor(), [](RawConnection& connection, std::size_t) -> Task<void> {
                     co_await connection.serve("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nanswer");
                 }};
    const auto client = client_of(peer.url());

    EXPECT_EQ(post(*client).value().body, "ans");
    EXPECT_EQ(post(*client).value().body, "ans");
    EXPECT_EQ(peer.accepted(), 2);
}

TEST_F(HttpClientTest, AResetAtAnyByteIsAnError) {
    const std::string answer = http_answer("answer");
    for (std::size_t sent = 0; sent < answer.size(); ++sent) {
        const Error error = fail([&answer, sent](RawConnection& connection, std::size_t) -> Task<void> {
            static_cast<void>(co_await connection.read_request());
            co_await connection.send(answer.substr(0, sent));
            connection.reset();
        });
        EXPECT_EQ(error.code, ErrorCode::kNetwork) << sent << ": " << error.detail;
    }
}

TEST_F(HttpClientTest, WhatIsNotHttpIsMalformed) {
    const Error error = fail([](RawConnection& connection, std::size_t) -> Task<void> {
        static_cast<void>(co_await connection.read_request());
        co_await connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    });

    EXPECT_EQ(error.code, ErrorCode::kMalformed);
    EXPECT_THAT(error.detail, HasSubstr("not an HTTP answer"));
}

TEST_F(HttpClientTest, AnAnswerBeyondTheLimitIsMalformed) {
    RawPeer peer{context.get_executor(), [](RawConnection& connection, std::size_t) -> Task<void> {
                     static_cast<void>(co_await connection.read_request());
                     co_await connection.send(http_answer(std::string(2000, 'x')));
                 }};
    TransportOptions options;
    options.max_response_bytes = 1000;
    const auto client = client_of(peer.url(), options);

    const auto response = post(*client);

    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::kMalformed);
}

TEST_F(HttpClientTest, CompressedAnswersAreRefused) {
    const Error error = fail([](RawConnection& connection, std::size_t) -> Task<void> {
        static_cast<void>(co_await connection.read_request());
        co_await connection.send(http_answer("answer", "200 OK", "Content-Encoding: gzip\r\n"));
    });

    EXPECT_EQ(error.code, ErrorCode::kMalformed);
}

TEST_F(HttpClientTest, NobodyListeningIsSaidSoWithoutTheKey) {
    std::string port;
    {
        RawPeer gone{context.get_executor(), answer_all};
        port = std::to_string(gone.port());
    }
    context.run_for(1ms);
    const auto client = client_of("http://user:secret1@127.0.0.1:" + port + "/secret2?k=secret3");

    const auto response = post(*client);

    ASSERT_FALSE(response);
    EXPECT_THAT(response.error().detail, HasSubstr("http://127.0.0.1: cannot connect"));
    EXPECT_THAT(response.error().detail, Not(HasSubstr("secret")));
}

TEST_F(HttpClientTest, WebSocketUrlsAreForTheOtherClient) {
    const auto client = make_http_client(context.get_executor(), parse_url("wss://node.example/secret").value());

    ASSERT_FALSE(client);
    EXPECT_THAT(client.error().detail, HasSubstr("wss://node.example: a WebSocket URL"));
    EXPECT_THAT(client.error().detail, Not(HasSubstr("secret")));
}

TEST_F(HttpClientTest, StoppedInTheMiddleItUnwinds) {
    RawPeer peer{context.get_executor(),
                 [](RawConnection& connection, std::size_t) -> Task<void> { co_await connection.wait_for_end(); }};
    const auto client = client_of(peer.url());
    boost::asio::cancellation_signal stop;
    std::exception_ptr cause;
    auto on_end = [&cause](std::exception_ptr thrown, const Result<HttpResponse>&) { cause = std::move(thrown); };
    boost::asio::co_spawn(context, client->post("ask", 5s),
                          boost::asio::bind_cancellation_slot(stop.slot(), std::move(on_end)));
    context.run_for(20ms);

    stop.emit(boost::asio::cancellation_type::terminal);
    context.run_for(100ms);

    EXPECT_TRUE(is_cancellation(cause));
}

}  // namespace
}  // namespace dexarb
