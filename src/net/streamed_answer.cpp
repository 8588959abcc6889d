#include "net/streamed_answer.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include "dexarb/async/quiet.hpp"

#include "net/deadline.hpp"

namespace dexarb {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr const char* kLastChunk = "0\r\n\r\n";

void close(PlainStream& socket) {
    error_code ignored;
    socket.close(ignored);
}

/// Nobody sends on a connection whose answer still comes: what can be read is the peer's end, or a peer astray.
void end_with_peer(std::shared_ptr<PlainStream> socket, std::shared_ptr<HttpBodyStream> stream) {
    PlainStream& waiting = *socket;
    waiting.async_wait(PlainStream::wait_read,
                       [socket = std::move(socket), stream = std::move(stream)](error_code error) {
                           if (!error) close(*socket);
                           stream->end();
                       });
}

std::string chunk(const std::string& piece) {
    std::array<char, 16> digits{};
    std::size_t at = digits.size();
    for (std::size_t rest = piece.size(); rest > 0; rest >>= 4U)
        digits[--at] = "0123456789abcdef"[rest & 15U];
    std::string text{digits.begin() + static_cast<std::ptrdiff_t>(at), digits.end()};
    return text.append("\r\n").append(piece).append("\r\n");
}

Task<bool> write(std::shared_ptr<PlainStream> socket, std::string bytes, std::chrono::milliseconds patience) {
    const Deadline deadline{socket->get_executor(), patience, [socket] { close(*socket); }};
    const auto buffer = asio::buffer(bytes);
    const auto [error, size] = co_await asio::async_write(*socket, buffer, kQuiet);
    co_return !error;
}

Task<bool> write_header(std::shared_ptr<PlainStream> socket, const HttpResponse& response, bool chunked,
                        std::chrono::milliseconds patience) {
    http::response<http::empty_body> message;
    message.result(response.status);
    for (const auto& header : response.headers)
        message.insert(header.name, header.value);
    message.version(chunked ? 11 : 10);
    message.keep_alive(false);
    message.chunked(chunked);
    http::response_serializer<http::empty_body> serializer{message};
    const Deadline deadline{socket->get_executor(), patience, [socket] { close(*socket); }};
    const auto [error, size] = co_await http::async_write_header(*socket, serializer, kQuiet);
    co_return !error;
}

}  // namespace

Task<void> send_streamed(std::shared_ptr<PlainStream> socket, HttpResponse response, bool chunked,
                         std::chrono::milliseconds patience) {
    const auto stream = response.stream;
    end_with_peer(socket, stream);
    bool is_open = co_await write_header(socket, response, chunked, patience);
    while (is_open) {
        auto piece = co_await stream->next();
        if (!piece) break;
        std::string bytes = chunked ? chunk(*piece) : *std::move(piece);
        is_open = co_await write(socket, std::move(bytes), patience);
    }
    std::string last{kLastChunk};
    if (is_open && chunked) is_open = co_await write(socket, std::move(last), patience);
    stream->end();
}

Task<void> drain(std::shared_ptr<PlainStream> socket, std::size_t most, std::chrono::milliseconds patience) {
    error_code ignored;
    socket->shutdown(PlainStream::shutdown_send, ignored);
    const Deadline deadline{socket->get_executor(), patience, [socket] { close(*socket); }};
    std::array<char, 4096> bytes{};
    const auto buffer = asio::buffer(bytes);
    for (std::size_t taken = 0; taken < most;) {
        const auto [error, size] = co_await socket->async_read_some(buffer, kQuiet);
        if (error) co_return;
        taken += size;
    }
}

}  // namespace dexarb
