// What the proxy does to the frames of a node that speaks WebSocket, seen from the other side of the wire.
#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "dexarb/async/quiet.hpp"
#include "dexarb/async/run.hpp"

#include "proxy/fault_proxy.hpp"
#include "support/raw_peer.hpp"

namespace dexarb::testing {
namespace {

using Tcp = boost::asio::ip::tcp;
const std::string kUpgraded = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
const std::string kFirst = "\x81\x05hello";
const std::string kSecond = "\x81\x05world";

/// A node that answers the upgrade and sends two text frames.
Task<void> speak(test::RawConnection& connection, std::size_t /*number*/) {
    static_cast<void>(co_await connection.read_request());
    co_await connection.send(kUpgraded + kFirst + kSecond);
    co_await connection.wait_for_end();
}

/// All that comes after an upgrade is asked for, until `enough` bytes are there or the connection ends.
Task<std::string> read_after_upgrade(const Executor& executor, std::uint16_t port, std::size_t enough) {
    Tcp::socket socket{executor};
    const Tcp::endpoint there{boost::asio::ip::address_v4::loopback(), port};
    const auto [refused] = co_await socket.async_connect(there, kQuiet);
    if (refused) co_return "refused";
    const std::string upgrade = "GET / HTTP/1.1\r\nHost: node\r\nUpgrade: websocket\r\n\r\n";
    const auto asked = boost::asio::buffer(upgrade);
    co_await boost::asio::async_write(socket, asked, kQuiet);
    std::string all;
    std::array<char, 256> chunk{};
    while (all.size() < enough) {
        const auto into = boost::asio::buffer(chunk);
        const auto [error, size] = co_await socket.async_read_some(into, kQuiet);
        if (error) break;
        all.append(chunk.data(), size);
    }
    co_return all;
}

std::string heard_through(std::vector<FaultRule> rules) {
    boost::asio::io_context context{1};
    test::RawPeer node{context.get_executor(), speak};
    FaultProxyOptions options;
    options.target = node.url();
    options.script = FaultScript{std::move(rules)};
    auto proxy = FaultProxy::make(context.get_executor(), std::move(options));
    const std::size_t all = kUpgraded.size() + kFirst.size() + kSecond.size();
    return run(context, read_after_upgrade(context.get_executor(), proxy.value().port(), all));
}

FaultRule on_second_frame(FaultKind kind) {
    FaultRule rule;
    rule.method = "frame";
    rule.after = 1;
    rule.faults = {{.kind = kind}};
    return rule;
}

TEST(WebSocketFaults, FramesPassUntouched) {
    EXPECT_EQ(heard_through({}), kUpgraded + kFirst + kSecond);
}

TEST(WebSocketFaults, AFrameBreaksOffInTheMiddle) {
    EXPECT_EQ(heard_through({on_second_frame(FaultKind::kCloseInFrame)}), kUpgraded + kFirst + kSecond.substr(0, 3));
}

TEST(WebSocketFaults, AFrameIsResetInTheMiddle) {
    const std::string heard = heard_through({on_second_frame(FaultKind::kReset)});

    EXPECT_TRUE((kUpgraded + kFirst + kSecond.substr(0, 3)).starts_with(heard)) << heard;
}

}  // namespace
}  // namespace dexarb::testing
