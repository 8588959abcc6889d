#include "dexarb/rpc/head_stream.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <simdjson.h>

#include "dexarb/rpc/quantity.hpp"

namespace dexarb {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{1'000};
constexpr milliseconds kLongestPause{60'000};
constexpr milliseconds kAfterRefusal{600'000};
constexpr std::size_t kLongestHeader = 64U << 10U;

bool is_refusal(const RpcError& error) {
    return error.error_class == RpcErrorClass::kNotHere || error.error_class == RpcErrorClass::kInvalidRequest ||
           error.error_class == RpcErrorClass::kStopEndpoint;
}

}  // namespace

HeadStream::HeadStream(RpcClient& client) : client_{&client} {
    PushListener listener;
    listener.on_message = [this](std::string_view message) { on_message(message); };
    listener.on_end = [this] { on_end(); };
    client_->transport().listen(std::move(listener));
}

HeadStream::~HeadStream() {
    client_->transport().listen({});
}

Task<void> HeadStream::subscribe(Time now) {
    is_subscribing_ = true;
    const auto ends = ends_;
    RpcRequest request{"eth_subscribe", R"(["newHeads"])"};
    const auto id = co_await client_->call(std::move(request));
    is_subscribing_ = false;
    // The connection may have ended since: then nothing will come.
    is_live_ = id && ends == ends_;
    if (!id && is_refusal(id.error()))
        next_try_ = now + kAfterRefusal;
    else if (!is_live_)
        try_again_later(now);
}

Task<std::optional<BlockId>> HeadStream::wait(milliseconds longest) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    if (!wake_) wake_.emplace(executor);
    const auto until = std::chrono::steady_clock::now() + longest;
    while (!newest_ && is_live_ && std::chrono::steady_clock::now() < until)
        co_await wake_->wait_for(until - std::chrono::steady_clock::now());
    co_return std::exchange(newest_, std::nullopt);
}

void HeadStream::renew(Time now) {
    client_->transport().renew();
    is_live_ = false;
    try_again_later(now);
}

void HeadStream::leave() {
    client_->transport().renew();
    is_live_ = false;
}

void HeadStream::on_message(std::string_view message) {
    const auto head = read_announced_head(message);
    if (!head) return;
    ++announced_;
    failures_ = 0;
    newest_ = head;
    if (wake_) wake_->notify();
}

void HeadStream::on_end() {
    ++ends_;
    is_live_ = false;
    if (wake_) wake_->notify();
}

void HeadStream::try_again_later(Time now) {
    next_try_ = now + std::min(kLongestPause, milliseconds{kFirstPause * (1LL << std::min(failures_, 10U))});
    ++failures_;
}

std::optional<BlockId> read_announced_head(std::string_view message) {
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    std::string_view method;
    std::string_view number;
    std::string_view hash;
    if (message.size() > kLongestHeader) return std::nullopt;
    if (parser.parse(message.data(), message.size()).get(document) != simdjson::SUCCESS) return std::nullopt;
    if (document["method"].get(method) != simdjson::SUCCESS || method != "eth_subscription") return std::nullopt;
    const auto head = document["params"]["result"];
    if (head["number"].get(number) != simdjson::SUCCESS || head["hash"].get(hash) != simdjson::SUCCESS)
        return std::nullopt;
    const auto height = u64_from_quantity(number);
    const auto id = hash_from_hex(hash);
    if (!height || !id) return std::nullopt;
    return BlockId{*height, *id};
}

}  // namespace dexarb
