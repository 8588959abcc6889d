#include "support/http_peer.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace dexarb::testing {

namespace {

using boost::asio::ip::tcp;

/// Socket reads give up after ten seconds; a test that needs longer has failed.
void limit_waits(tcp::socket& socket) {
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

std::string RawAnswer::header(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

RawClient::RawClient(std::uint16_t port) : socket_{context_} {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    limit_waits(socket_);
}

bool RawClient::send(const std::string& bytes) {
    boost::system::error_code error;
    boost::asio::write(socket_, boost::asio::buffer(bytes), error);
    return !error;
}

std::string RawClient::read_to_end(std::size_t most) {
    std::array<char, 65536> chunk{};
    while (read_.size() < most) {
        const auto got = ::recv(socket_.native_handle(), chunk.data(), chunk.size(), 0);
        if (got <= 0) break;
        read_.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return read_;
}

std::string RawClient::read_until(const std::string& text) {
    std::array<char, 4096> chunk{};
    while (read_.find(text) == std::string::npos) {
        const auto got = ::recv(socket_.native_handle(), chunk.data(), chunk.size(), 0);
        if (got <= 0) break;
        read_.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return read_;
}

void RawClient::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

RawAnswer parse_answer(const std::string& bytes) {
    RawAnswer answer;
    const auto end = bytes.find("\r\n\r\n");
    if (!bytes.starts_with("HTTP/1.1 ") || end == std::string::npos) return answer;
    answer.status = static_cast<unsigned>(std::stoul(bytes.substr(9, 3)));
    answer.head = bytes.substr(0, end + 2);
    answer.body = bytes.substr(end + 4);
    return answer;
}

}  // namespace dexarb::testing
