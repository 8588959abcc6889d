#pragma once

#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "dexarb/async/quiet.hpp"
#include "dexarb/net/web_socket.hpp"

#include "net/layers.hpp"

namespace dexarb {

/// What client and server have in common: messages over `Layer`, a stream that Beast can shake hands on. Held by a
/// shared_ptr, which its own coroutines keep.
template <typename Layer, typename Interface = WebSocket>
class MessageStream : public Interface, public std::enable_shared_from_this<MessageStream<Layer, Interface>> {
  public:
    using Stream = boost::beast::websocket::stream<Layer, false>;

    MessageStream(Layer layer, std::size_t max_message_bytes) : stream_{std::forward<Layer>(layer)} {
        stream_.read_message_max(max_message_bytes);
        stream_.auto_fragment(false);
        stream_.text(true);
    }

    Task<Result<std::string>> receive() override {
        const auto keep = this->shared_from_this();
        buffer_.clear();
        const auto [error, size] = co_await stream_.async_read(buffer_, kQuiet);
        if (error) {
            if (error == boost::beast::websocket::error::closed) close_code_ = stream_.reason().code;
            Error ended = how_it_ended(error);
            close();
            co_return ended;
        }
        if (!stream_.got_text()) {
            close();
            co_return Error{ErrorCode::kMalformed, "a binary message, where JSON-RPC is text"};
        }
        co_return boost::beast::buffers_to_string(buffer_.cdata());
    }

    std::uint16_t close_code() const override { return close_code_; }

    void send(std::string text) override {
        if (is_closed_) return;
        outbox_.push_back(std::move(text));
        if (std::exchange(is_writing_, true)) return;
        const auto keep = std::static_pointer_cast<MessageStream>(this->shared_from_this());
        // A write that fails or is stopped has closed the conversation; the receiver tells how it ended.
        boost::asio::co_spawn(stream_.get_executor(), write_all(keep), [](const std::exception_ptr&) {});
    }

    void close() override {
        if (std::exchange(is_closed_, true)) return;
        outbox_.clear();
        boost::system::error_code ignored;
        socket().close(ignored);
    }

  protected:
    [[nodiscard]] Stream& stream() { return stream_; }
    [[nodiscard]] boost::asio::ip::tcp::socket& socket() {
        if constexpr (requires { stream_.next_layer().next_layer(); })
            return stream_.next_layer().next_layer();
        else
            return stream_.next_layer();
    }
    [[nodiscard]] bool is_closed() const { return is_closed_; }
    [[nodiscard]] const std::string& own_reason() const { return own_reason_; }
    /// Ends it for a reason of our own, which `receive` then tells.
    void close_for(std::string reason) {
        if (!is_closed_) own_reason_ = std::move(reason);
        this->close();
    }

  private:
    static Task<void> write_all(std::shared_ptr<MessageStream> self) {
        while (!self->outbox_.empty()) {
            const std::string text = std::move(self->outbox_.front());
            self->outbox_.pop_front();
            const auto buffer = boost::asio::buffer(text);
            const auto [error, size] = co_await self->stream_.async_write(buffer, kQuiet);
            if (error) self->close();
        }
        self->is_writing_ = false;
    }

    [[nodiscard]] Error how_it_ended(const boost::system::error_code& error) const {
        namespace websocket = boost::beast::websocket;
        if (!own_reason_.empty()) return {ErrorCode::kNetwork, own_reason_};
        if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow)
            return {ErrorCode::kMalformed, "a message larger than is read"};
        if (error == websocket::error::closed)
            return {ErrorCode::kNetwork, "the peer closed the connection, code " + std::to_string(close_code_)};
        const auto& protocol = websocket::make_error_code(websocket::error::closed).category();
        if (error.category() == protocol)
            return {ErrorCode::kMalformed, "not the WebSocket protocol: " + error.message()};
        return {ErrorCode::kNetwork, "the connection broke off: " + error.message()};
    }

    Stream stream_;
    boost::beast::flat_buffer buffer_;
    std::deque<std::string> outbox_;
    std::string own_reason_;
    std::uint16_t close_code_ = 0;
    bool is_writing_ = false;
    bool is_closed_ = false;
};

}  // namespace dexarb
