#pragma once

#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>

namespace dexarb {

/// What bytes go over, without and with TLS: types of our own, so that a WebSocket on them ends as written below.
struct PlainStream : boost::asio::ip::tcp::socket {
    using socket = boost::asio::ip::tcp::socket;
    using socket::socket;
    explicit PlainStream(socket accepted) : socket{std::move(accepted)} {}
};
struct TlsStream : boost::asio::ssl::stream<boost::asio::ip::tcp::socket> {
    using stream::stream;
};

// Beast calls these where a conversation is over. Its own wait for the peer to close, which a peer that has broken the
// protocol need not do, and only then tell of the end.
template <typename Stream>
void close_at_once(Stream& stream, boost::system::error_code& error) {
    stream.lowest_layer().close(error);
    error = {};
}

inline void teardown(boost::beast::role_type, PlainStream& stream, boost::system::error_code& error) {
    close_at_once(stream, error);
}
inline void teardown(boost::beast::role_type, TlsStream& stream, boost::system::error_code& error) {
    close_at_once(stream, error);
}

template <typename Stream, typename Handler>
void close_and_tell(Stream& stream, Handler&& handler) {
    const auto executor = stream.get_executor();
    boost::system::error_code error;
    close_at_once(stream, error);
    boost::asio::post(executor,
                      [handler = std::forward<Handler>(handler)]() mutable { handler(boost::system::error_code{}); });
}

template <typename Handler>
void async_teardown(boost::beast::role_type, PlainStream& stream, Handler&& handler) {
    close_and_tell(stream, std::forward<Handler>(handler));
}
template <typename Handler>
void async_teardown(boost::beast::role_type, TlsStream& stream, Handler&& handler) {
    close_and_tell(stream, std::forward<Handler>(handler));
}

}  // namespace dexarb
