#include "support/raw_web_socket.hpp"

#include <array>
#include <optional>

#include <openssl/evp.h>
#include <openssl/sha.h>

namespace dexarb::test {

namespace {

struct ClientFrame {
    Opcode opcode{};
    std::string payload;
};

std::uint64_t big_endian(const std::string& bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

/// Takes the whole frame at the front of `bytes` off it, if it is there.
std::optional<ClientFrame> take_frame(std::string& bytes) {
    if (bytes.size() < 2) return std::nullopt;
    const auto short_length = static_cast<unsigned char>(bytes[1]) & 0x7fU;
    const std::size_t extra = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
    const std::size_t head = 2 + extra + 4;
    if (bytes.size() < head) return std::nullopt;
    const std::uint64_t length = extra == 0 ? short_length : big_endian(bytes, 2, extra);
    if (bytes.size() < head + length) return std::nullopt;
    ClientFrame taken{static_cast<Opcode>(static_cast<unsigned char>(bytes[0]) & 0x0fU), bytes.substr(head, length)};
    for (std::size_t i = 0; i < taken.payload.size(); ++i)
        taken.payload[i] = static_cast<char>(taken.payload[i] ^ bytes[head - 4 + i % 4]);
    bytes.erase(0, head + length);
    return taken;
}

}  // namespace

// RFC 6455 4.2.2.
std::string upgrade_answer(const std::string& request) {
    const std::string name = "Sec-WebSocket-Key: ";
    const auto at = request.find(name) + name.size();
    const std::string key = request.substr(at, request.find("\r\n", at) - at) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
    std::array<unsigned char, 32> text{};
    EVP_EncodeBlock(text.data(), digest.data(), SHA_DIGEST_LENGTH);
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
           std::string{reinterpret_cast<const char*>(text.data())} + "\r\n\r\n";
}

Task<std::string> RawWebSocket::accept() {
    std::string request = co_await connection_.read_request();
    if (!request.empty()) co_await connection_.send(upgrade_answer(request));
    co_return request;
}

Task<std::string> RawWebSocket::read() {
    while (true) {
        auto taken = take_frame(unread_);
        if (taken && taken->opcode == Opcode::kText) co_return taken->payload;
        if (taken) continue;
        const std::string more = co_await connection_.read_some();
        if (more.empty()) co_return "";
        unread_ += more;
    }
}

}  // namespace dexarb::test
