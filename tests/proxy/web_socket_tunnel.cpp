#include "proxy/web_socket_tunnel.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "proxy/delivery.hpp"

namespace dexarb::testing {

namespace {

std::size_t byte_at(const std::string& bytes, std::size_t place) {
    return static_cast<unsigned char>(bytes[place]);
}

/// Size of the frame at the front of `bytes`, which a server does not mask; `npos` while it is not known or not there.
/// Source: RFC 6455, 5.2.
std::size_t frame_size(const std::string& bytes) {
    if (bytes.size() < 2) return std::string::npos;
    const std::size_t code = byte_at(bytes, 1) & 127U;
    const std::size_t length_bytes = code < 126 ? 0 : code == 126 ? 2 : 8;
    if (bytes.size() < 2 + length_bytes) return std::string::npos;
    std::size_t length = length_bytes == 0 ? code : 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
        length = length << 8U | byte_at(bytes, 2 + i);
    const std::size_t size = 2 + length_bytes + length;
    return bytes.size() < size ? std::string::npos : size;
}

Task<void> pass_on(std::shared_ptr<Wire> from, std::shared_ptr<Wire> to, std::string first) {
    bool open = co_await to->write(first);
    while (open) {
        const std::string more = co_await from->read_some();
        open = !more.empty();
        if (open) open = co_await to->write(more);
    }
    to->close();
}

/// Whether the tunnel goes on.
Task<bool> pass_frame(Wire& client, std::string frame, std::optional<Fault> fault) {
    if (!fault) co_return co_await client.write(frame);
    const Fault what = *fault;
    if (what.kind == FaultKind::kDelay) co_await sleep_for(what.time);
    if (what.kind == FaultKind::kStall) {
        co_await wait_for_end(client);
        co_return false;
    }
    if (what.kind == FaultKind::kDelay) co_return co_await client.write(frame);
    static_cast<void>(co_await client.write(std::string_view{frame}.substr(0, frame.size() / 2)));
    if (what.kind == FaultKind::kReset) client.reset();
    co_return false;
}

/// The node's HTTP answer to the upgrade, as it is; what came behind it stays in `unread`.
Task<bool> pass_upgrade(Wire& client, Wire& node, std::string& unread) {
    while (unread.find("\r\n\r\n") == std::string::npos) {
        const std::string more = co_await node.read_some();
        if (more.empty()) co_return false;
        unread += more;
    }
    const std::size_t size = unread.find("\r\n\r\n") + 4;
    const std::string answer = unread.substr(0, size);
    unread.erase(0, size);
    co_return co_await client.write(answer);
}

}  // namespace

Task<void> tunnel(std::shared_ptr<Wire> client, std::shared_ptr<Wire> node, std::string first, FrameFault next_fault) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    boost::asio::co_spawn(executor, pass_on(client, node, std::move(first)), boost::asio::detached);
    std::string unread;
    bool open = co_await pass_upgrade(*client, *node, unread);
    while (open) {
        const std::size_t size = frame_size(unread);
        if (size == std::string::npos) {
            const std::string more = co_await node->read_some();
            unread += more;
            open = !more.empty();
            continue;
        }
        std::string frame = unread.substr(0, size);
        unread.erase(0, size);
        auto fault = next_fault();
        open = co_await pass_frame(*client, std::move(frame), std::move(fault));
    }
    client->close();
    node->close();
}

}  // namespace dexarb::testing
