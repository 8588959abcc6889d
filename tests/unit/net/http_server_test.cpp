#include "dexarb/net/http_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/async/notifier.hpp"
#include "dexarb/async/run.hpp"
#include "dexarb/net/http_client.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;

Task<HttpResponse> echo(HttpRequest request) {
    HttpResponse response;
    response.headers.push_back({"Content-Type", "text/plain"});
    response.body = request.method + " " + request.target + " " + request.body;
    co_return response;
}

/// Sends `request` as it is; everything that comes back until the server closes.
Task<std::string> talk(std::uint16_t port, std::string request) {
    tcp::socket socket{co_await boost::asio::this_coro::executor};
    const tcp::endpoint endpoint{boost::asio::ip::address_v4::loopback(), port};
    co_await socket.async_connect(endpoint, boost::asio::use_awaitable);
    const auto bytes = boost::asio::buffer(request);
    co_await boost::asio::async_write(socket, bytes, boost::asio::use_awaitable);
    std::string answer;
    auto into = boost::asio::dynamic_buffer(answer);
    co_await boost::asio::async_read(socket, into, boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return answer;
}

struct HttpServerTest : testing::Test {
    std::string ask(HttpServerOptions options, std::string request) {
        HttpServer server{context.get_executor(), options, echo};
        const auto port = server.listen().value();
        return run(context, talk(port, std::move(request)));
    }

    boost::asio::io_context context;
};

TEST_F(HttpServerTest, ServesManyRequestsOnOneConnection) {
    HttpServer server{context.get_executor(), {}, echo};
    const auto url = "http://127.0.0.1:" + std::to_string(server.listen().value()) + "/path?q=1";
    const auto client = make_http_client(context.get_executor(), parse_url(url).value()).value();

    for (int i = 0; i < 3; ++i) {
        const auto response = run(context, client->post("body", 5s)).value();
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, "POST /path?q=1 body");
        EXPECT_EQ(find_header(response.headers, "content-type"), "text/plain");
    }

    EXPECT_EQ(client->stats().connections, 1);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
    const auto answer =
        ask({}, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    EXPECT_LT(answer.find("GET /1"), answer.find("GET /2"));
    EXPECT_NE(answer.find("GET /2"), std::string::npos);
}

TEST_F(HttpServerTest, HeadHasTheHeaderWithoutTheBody) {
    const auto answer = ask({}, "HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    EXPECT_THAT(answer, HasSubstr("Content-Length: 8\r\n"));
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, RequestsBeyondTheLimitsAreRefused) {
    HttpServerOptions options;
    options.max_header_bytes = 256;
    options.max_body_bytes = 100;

    EXPECT_THAT(ask(options, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n"), StartsWith("HTTP/1.1 413"));
    EXPECT_THAT(ask(options, "GET / HTTP/1.1\r\nX: " + std::string(300, 'x') + "\r\n\r\n"), StartsWith("HTTP/1.1 431"));
}

TEST_F(HttpServerTest, WhatIsNotHttpIsRefused) {
    EXPECT_THAT(ask({}, "hello\r\n\r\n"), StartsWith("HTTP/1.1 400"));
}

TEST_F(HttpServerTest, HalfARequestIsClosedAfterTheTimeout) {
    HttpServerOptions options;
    options.read_timeout = 20ms;

    EXPECT_EQ(ask(options, "GET / HTTP/1.1\r\nHos"), "");
}

TEST_F(HttpServerTest, SilentConnectionIsClosedAfterTheIdleTimeout) {
    HttpServerOptions options;
    options.idle_timeout = 20ms;

    EXPECT_EQ(ask(options, ""), "");
}

TEST_F(HttpServerTest, PortInUseIsSaidSo) {
    HttpServer first{context.get_executor(), {}, echo};
    HttpServerOptions options;
    options.port = first.listen().value();
    HttpServer second{context.get_executor(), options, echo};

    const auto port = second.listen();

    ASSERT_FALSE(port);
    EXPECT_THAT(port.error().detail, HasSubstr("choose another address or port"));
}

TEST_F(HttpServerTest, StopLetsTheRequestInHandEnd) {
    Notifier asked{context.get_executor()};
    Notifier proceed{context.get_executor()};
    const auto slow = [&](HttpRequest) -> Task<HttpResponse> {
        asked.notify();
        co_await proceed.wait();
        co_return HttpResponse{200, {}, "done"};
    };
    HttpServer server{context.get_executor(), {}, slow};
    const auto port = server.listen().value();
    const auto stop = [&]() -> Task<void> {
        co_await asked.wait();
        proceed.notify();
        co_await server.stop(5s);
    };
    std::optional<std::string> slot;
    std::vector<Task<void>> tasks;
    tasks.push_back(detail::store_result(talk(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), slot));
    tasks.push_back(stop());

    run(context, when_all(std::move(tasks)));

    ASSERT_TRUE(slot);
    EXPECT_THAT(*slot, testing::EndsWith("done"));
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpServerTest, StopDoesNotWaitForIdleConnections) {
    HttpServer server{context.get_executor(), {}, echo};
    const auto url = "http://127.0.0.1:" + std::to_string(server.listen().value()) + "/";
    const auto client = make_http_client(context.get_executor(), parse_url(url).value()).value();
    ASSERT_TRUE(run(context, client->post("x", 5s)));
    const auto start = std::chrono::steady_clock::now();

    run(context, server.stop(10s));

    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    EXPECT_EQ(server.connections(), 0);
    EXPECT_FALSE(run(context, client->post("x", 5s)));
}

TEST_F(HttpServerTest, StopEndsWithTheGraceWhenAHandlerHangs) {
    const auto hang = [](HttpRequest) -> Task<HttpResponse> {
        co_await sleep_for(1h);
        co_return HttpResponse{};
    };
    HttpServer server{context.get_executor(), {}, hang};
    const auto port = server.listen().value();
    const auto stop = [&]() -> Task<void> {
        co_await sleep_for(5ms);
        co_await server.stop(20ms);
    };
    std::optional<std::string> slot;
    std::vector<Task<void>> tasks;
    tasks.push_back(detail::store_result(talk(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), slot));
    tasks.push_back(stop());

    run(context, when_all(std::move(tasks)));

    EXPECT_EQ(slot, "");
}

}  // namespace
}  // namespace dexarb
