#include "rpc/web_socket_line.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace dexarb {

namespace {

constexpr unsigned kSwitchingProtocols = 101;
constexpr unsigned kPayloadTooLarge = 413;
// RFC 6455 7.4.1; 1012 of IANA's registry.
constexpr std::uint16_t kNormal = 1000;
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kMessageTooBig = 1009;
constexpr std::uint16_t kServiceRestart = 1012;

}  // namespace

void WebSocketLine::start(const Executor& executor) {
    // What nobody expected ends the process.
    boost::asio::co_spawn(executor, live(shared_from_this()), [](const std::exception_ptr& thrown) {
        if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
    });
}

Task<void> WebSocketLine::live(std::shared_ptr<WebSocketLine> self) {
    const auto opened = co_await self->socket_->open();
    if (!opened) {
        self->end(opened.error());
        co_return;
    }
    if (opened->status != kSwitchingProtocols) {
        // A refusal has a status and often says more: whoever called can tell what it asks for.
        self->finish(*opened, false);
        co_return;
    }
    self->is_open_ = true;
    for (std::string& body : std::exchange(self->unsent_, {}))
        self->socket_->send(std::move(body));
    while (!self->is_over_) {
        auto message = co_await self->socket_->receive();
        if (!message)
            self->end_as_the_peer_did(message.error());
        else
            self->take(*std::move(message));
    }
}

void WebSocketLine::ask(WaitingCall& call, std::string body) {
    calls_.push_back(&call);
    book_->stats.bytes_sent += body.size();
    if (is_open_)
        socket_->send(std::move(body));
    else
        unsent_.push_back(std::move(body));
}

void WebSocketLine::forget(const WaitingCall& call) {
    std::erase(calls_, &call);
    if (is_retired_ && calls_.empty()) end({ErrorCode::kNetwork, "the connection was replaced"});
}

void WebSocketLine::retire() {
    if (is_over_ || std::exchange(is_retired_, true)) return;
    tell_end_of_pushes();
    if (calls_.empty()) end({ErrorCode::kNetwork, "the connection was replaced"});
}

void WebSocketLine::end(const Error& error) {
    finish(error, false);
}

void WebSocketLine::end_as_the_peer_did(const Error& error) {
    const auto code = socket_->close_code();
    if (code == kMessageTooBig)
        finish(HttpResponse{kPayloadTooLarge, {}, "request entity too large"}, false);
    else
        finish(error, code == kNormal || code == kGoingAway || code == kServiceRestart);
}

void WebSocketLine::finish(const Result<HttpResponse>& outcome, bool may_be_repeated) {
    if (std::exchange(is_over_, true)) return;
    socket_->close();
    for (WaitingCall* call : std::exchange(calls_, {})) {
        call->outcome = outcome;
        call->may_be_repeated = may_be_repeated;
        call->answered.notify();
    }
    if (!is_retired_) tell_end_of_pushes();
}

void WebSocketLine::take(std::string message) {
    ++messages_;
    book_->stats.bytes_received += message.size();
    const MessageSubject subject = reader_.read(message);
    if (subject.is_push) {
        if (!is_retired_ && book_->listener.on_message) book_->listener.on_message(message);
        return;
    }
    WaitingCall* call = recipient(subject);
    if (call == nullptr) return;
    call->outcome = HttpResponse{200, {}, std::move(message)};
    call->answered.notify();
    forget(*call);
}

WaitingCall* WebSocketLine::recipient(const MessageSubject& subject) const {
    const auto fits = [&subject](const WaitingCall* call) {
        return subject.id ? call->ids.holds(*subject.id) : call->ids.is_batch;
    };
    const auto first = std::ranges::find_if(calls_, fits);
    if (subject.id) return first == calls_.end() ? nullptr : *first;
    // A batch refused as a whole is often answered by an object without an id; single calls get theirs back.
    if (std::ranges::count_if(calls_, fits) == 1) return *first;
    return calls_.size() == 1 ? calls_.front() : nullptr;
}

void WebSocketLine::tell_end_of_pushes() {
    if (is_open_ && book_->listener.on_end) book_->listener.on_end();
}

}  // namespace dexarb
