#include <atomic>
#include <future>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"
#include "dexarb/net/http_client.hpp"

#include "support/raw_peer.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using test::http_answer;
using test::RawConnection;
using test::RawPeer;
using testing::HasSubstr;
using Tcp = boost::asio::ip::tcp;

/// How a name becomes a connection, with a resolver of our own.
struct Dialing : testing::Test {
    std::unique_ptr<Transport> client_of(const std::string& host, std::uint16_t port) {
        TransportOptions options;
        options.look_up = look_up;
        const auto url = parse_url("http://" + host + ":" + std::to_string(port) + "/").value();
        return make_http_client(context->get_executor(), url, std::move(options)).value();
    }
    Result<HttpResponse> ask(Transport& client, std::chrono::milliseconds deadline = 5s) {
        return run(*context, client.post("ask", deadline));
    }
    static Task<void> answer_all(RawConnection& connection, std::size_t) {
        co_await connection.serve(http_answer("answer"));
    }
    static NameLookup always(std::vector<std::string> addresses) {
        return [addresses = std::move(addresses)](const std::string&) { return addresses; };
    }

    std::unique_ptr<boost::asio::io_context> context = std::make_unique<boost::asio::io_context>();
    NameLookup look_up;
};

TEST_F(Dialing, ALookupThatHangsHoldsNeitherTheDeadlineNorTheEnd) {
    // On the heap: the thread that hangs outlives all of this.
    const auto release = std::make_shared<std::promise<void>>();
    const auto released = std::make_shared<std::shared_future<void>>(release->get_future().share());
    const auto lookups = std::make_shared<std::atomic<int>>(0);
    look_up = [released, lookups](const std::string&) -> Result<std::vector<std::string>> {
        ++*lookups;
        released->wait();
        return std::vector<std::string>{"127.0.0.1"};
    };
    const auto start = std::chrono::steady_clock::now();
    auto client = client_of("node.example", 1);

    const auto first = ask(*client, 30ms);
    const auto second = ask(*client, 30ms);
    client.reset();
    context.reset();

    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    EXPECT_EQ(first.error().detail, "http://node.example: no complete reply within 30 ms");
    EXPECT_EQ(second.error().detail, "http://node.example: no complete reply within 30 ms");
    EXPECT_EQ(*lookups, 1) << "who asks while one hangs waits for that one";
    release->set_value();
}

TEST_F(Dialing, ALookupThatEndsLateServesTheCallsAfterIt) {
    RawPeer peer{context->get_executor(), answer_all};
    const auto release = std::make_shared<std::promise<void>>();
    const auto released = std::make_shared<std::shared_future<void>>(release->get_future().share());
    look_up = [released](const std::string&) -> Result<std::vector<std::string>> {
        released->wait();
        return std::vector<std::string>{"127.0.0.1"};
    };
    const auto client = client_of("node.example", peer.port());
    ASSERT_FALSE(ask(*client, 30ms));

    release->set_value();
    const auto response = ask(*client);

    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "answer");
}

TEST_F(Dialing, ANameThatIsNotKnownIsSaidSo) {
    look_up = [](const std::string&) -> Result<std::vector<std::string>> {
        return Error{ErrorCode::kNetwork, "Name or service not known"};
    };
    const auto client = client_of("node.example", 1);

    const auto response = ask(*client);

    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().detail, "http://node.example: cannot resolve the host: Name or service not known");
}

TEST_F(Dialing, TheNextAddressIsTakenWhereOneRefuses) {
    RawPeer peer{context->get_executor(), answer_all};
    look_up = always({"127.0.0.2", "::1", "127.0.0.1"});
    const auto client = client_of("node.example", peer.port());

    const auto response = ask(*client);

    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "answer");
}

TEST_F(Dialing, AnAddressThatSwallowsPacketsCostsOnlyItsHeadStart) {
    // A full queue of connections drops further ones without a word.
    Tcp::acceptor full{*context, Tcp::endpoint{boost::asio::ip::make_address("127.0.0.2"), 0}, true};
    full.listen(0);
    const auto port = full.local_endpoint().port();
    std::vector<Tcp::socket> queued;
    for (int i = 0; i < 8; ++i) {
        queued.emplace_back(*context);
        queued.back().async_connect(full.local_endpoint(), [](const auto&) {});
    }
    context->run_for(50ms);
    Tcp::acceptor other{*context, Tcp::endpoint{boost::asio::ip::make_address("127.0.0.1"), port}, true};
    const auto serve = [](Tcp::acceptor& acceptor) -> Task<void> {
        RawConnection connection{co_await acceptor.async_accept(boost::asio::use_awaitable)};
        co_await connection.serve(http_answer("answer"));
    };
    boost::asio::co_spawn(*context, serve(other), boost::asio::detached);
    look_up = always({"127.0.0.2", "127.0.0.1"});
    const auto client = client_of("node.example", port);

    const auto response = ask(*client, 10s);

    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "answer");
}

TEST_F(Dialing, Ipv6LiteralsAreConnectedTo) {
    boost::system::error_code error;
    Tcp::acceptor acceptor{*context};
    acceptor.open(Tcp::v6(), error);
    if (!error) acceptor.bind({boost::asio::ip::address_v6::loopback(), 0}, error);
    if (error) GTEST_SKIP() << "this machine has no IPv6 loopback";
    acceptor.listen();
    std::string request;
    const auto serve = [&]() -> Task<void> {
        RawConnection connection{co_await acceptor.async_accept(boost::asio::use_awaitable)};
        request = co_await connection.read_request();
        co_await connection.send(http_answer("answer"));
    };
    boost::asio::co_spawn(*context, serve(), boost::asio::detached);
    const auto port = acceptor.local_endpoint().port();
    const auto client = client_of("[::1]", port);

    const auto response = ask(*client);

    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_THAT(request, HasSubstr("Host: [::1]:" + std::to_string(port) + "\r\n"));
}

}  // namespace
}  // namespace dexarb
