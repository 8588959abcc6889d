#include "proxy/wire.hpp"

#include <array>
#include <type_traits>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "dexarb/async/quiet.hpp"

namespace dexarb::testing {

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<Tcp::socket>;

template <typename Stream>
class StreamWire final : public Wire {
  public:
    explicit StreamWire(Stream stream) : stream_{std::move(stream)} {}

    Task<bool> open() override {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kQuiet);
            co_return !error;
        }
        co_return true;
    }

    Task<std::string> read_some() override {
        const auto into = asio::buffer(chunk_);
        const auto [error, size] = co_await stream_.async_read_some(into, kQuiet);
        if (error) co_return "";
        co_return std::string{chunk_.data(), size};
    }

    Task<bool> write(std::string_view bytes) override {
        const auto from = asio::buffer(bytes.data(), bytes.size());
        const auto [error, size] = co_await asio::async_write(stream_, from, kQuiet);
        co_return !error;
    }

    void close() override {
        boost::system::error_code ignored;
        stream_.lowest_layer().shutdown(Tcp::socket::shutdown_send, ignored);
        stream_.lowest_layer().close(ignored);
    }

    void reset() override {
        boost::system::error_code ignored;
        stream_.lowest_layer().set_option(asio::socket_base::linger{true, 0}, ignored);
        stream_.lowest_layer().close(ignored);
    }

  private:
    Stream stream_;
    std::array<char, 16'384> chunk_{};
};

/// Size of the whole message at the front of `text`; `npos` while it is not known or not there.
std::size_t message_size(const std::string& text) {
    constexpr std::string_view kLength = "Content-Length: ";
    const auto header_end = text.find("\r\n\r\n");
    if (header_end == std::string::npos) return std::string::npos;
    const auto length_at = text.find(kLength);
    const std::size_t length = length_at < header_end ? std::stoul(text.substr(length_at + kLength.size())) : 0;
    const std::size_t size = header_end + 4 + length;
    return text.size() < size ? std::string::npos : size;
}

}  // namespace

std::unique_ptr<Wire> make_wire(Tcp::socket socket, asio::ssl::context* tls) {
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay{true}, ignored);
    if (tls == nullptr) return std::make_unique<StreamWire<Tcp::socket>>(std::move(socket));
    return std::make_unique<StreamWire<TlsStream>>(TlsStream{std::move(socket), *tls});
}

Task<std::string> read_request(Wire& wire, std::string& unread) {
    while (message_size(unread) == std::string::npos) {
        const std::string more = co_await wire.read_some();
        if (more.empty()) co_return "";
        unread += more;
    }
    const std::size_t size = message_size(unread);
    std::string request = unread.substr(0, size);
    unread.erase(0, size);
    co_return request;
}

}  // namespace dexarb::testing
