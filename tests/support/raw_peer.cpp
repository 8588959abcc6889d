#include "support/raw_peer.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

#include "dexarb/async/quiet.hpp"

namespace dexarb::test {

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

/// Size of the whole message at the front of `text`; `npos` while it is not known or not there.
std::size_t message_size(const std::string& text) {
    const auto header_end = text.find("\r\n\r\n");
    if (header_end == std::string::npos) return std::string::npos;
    const auto length_at = text.find("Content-Length: ");
    const std::size_t length = length_at < header_end ? std::stoul(text.substr(length_at + 16)) : 0;
    const std::size_t size = header_end + 4 + length;
    return text.size() < size ? std::string::npos : size;
}

}  // namespace

Task<std::string> RawConnection::read_request() {
    std::array<char, 4096> chunk{};
    while (message_size(unread_) == std::string::npos) {
        const auto buffer = asio::buffer(chunk);
        const auto [error, size] = co_await socket_.async_read_some(buffer, kQuiet);
        if (error) co_return "";
        unread_.append(chunk.data(), size);
    }
    const std::size_t size = message_size(unread_);
    std::string request = unread_.substr(0, size);
    unread_.erase(0, size);
    co_return request;
}

Task<std::string> RawConnection::read_some() {
    if (!unread_.empty()) co_return std::exchange(unread_, {});
    std::array<char, 65'536> chunk{};
    const auto buffer = asio::buffer(chunk);
    const auto [error, size] = co_await socket_.async_read_some(buffer, kQuiet);
    co_return error ? std::string{} : std::string(chunk.data(), size);
}

Task<void> RawConnection::send(std::string bytes) {
    const auto buffer = asio::buffer(bytes);
    co_await asio::async_write(socket_, buffer, kQuiet);
}

Task<void> RawConnection::serve(std::string answer) {
    std::string request = co_await read_request();
    while (!request.empty()) {
        co_await send(answer);
        request = co_await read_request();
    }
}

Task<void> RawConnection::drip(std::string bytes, std::chrono::milliseconds pause) {
    for (const char byte : bytes) {
        co_await sleep_for(pause);
        const auto buffer = asio::buffer(&byte, 1);
        const auto [error, size] = co_await asio::async_write(socket_, buffer, kQuiet);
        if (error) co_return;
    }
}

Task<void> RawConnection::wait_for_end() {
    std::array<char, 256> chunk{};
    const auto buffer = asio::buffer(chunk);
    bool is_open = true;
    while (is_open) {
        const auto [error, size] = co_await socket_.async_read_some(buffer, kQuiet);
        is_open = !error;
    }
}

void RawConnection::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void RawConnection::reset() {
    boost::system::error_code ignored;
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket_.close(ignored);
}

struct RawPeer::State {
    State(const Executor& executor, Script what) : acceptor{executor, {Tcp::v4(), 0}}, script{std::move(what)} {}

    static Task<void> converse(std::shared_ptr<State> state, std::shared_ptr<RawConnection> connection,
                               std::size_t number) {
        co_await state->script(*connection, number);
        connection->close();
    }

    static Task<void> accept(std::shared_ptr<State> state) {
        while (state->acceptor.is_open()) {
            auto [error, socket] = co_await state->acceptor.async_accept(kQuiet);
            if (error) co_return;
            auto connection = std::make_shared<RawConnection>(std::move(socket));
            asio::co_spawn(state->acceptor.get_executor(), converse(state, std::move(connection), state->accepted++),
                           asio::detached);
        }
    }

    Tcp::acceptor acceptor;
    Script script;
    std::size_t accepted = 0;
};

RawPeer::RawPeer(const Executor& executor, Script script)
    : state_{std::make_shared<State>(executor, std::move(script))} {
    asio::co_spawn(executor, State::accept(state_), asio::detached);
}

RawPeer::~RawPeer() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
}

std::uint16_t RawPeer::port() const {
    return state_->acceptor.local_endpoint().port();
}

std::size_t RawPeer::accepted() const {
    return state_->accepted;
}

std::string http_answer(const std::string& body, const std::string& status, const std::string& more_headers) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more_headers +
           "\r\n" + body;
}

}  // namespace dexarb::test
