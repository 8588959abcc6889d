#include "proxy/delivery.hpp"

#include <fmt/format.h>

namespace dexarb::testing {

namespace {

constexpr std::size_t kAtOnce = 64U << 10U;

std::string encode(const HttpResponse& answer, std::size_t length) {
    std::string text = fmt::format("HTTP/1.1 {} -\r\nContent-Length: {}\r\n", answer.status, length);
    for (const HttpHeader& header : answer.headers)
        text += header.name + ": " + header.value + "\r\n";
    return text + "\r\n" + answer.body;
}

Task<bool> drip(Wire& wire, std::string bytes, std::chrono::milliseconds pause) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        co_await sleep_for(pause);
        const bool sent = co_await wire.write(std::string_view{bytes}.substr(i, 1));
        if (!sent) co_return false;
    }
    co_return true;
}

Task<bool> send_part(Wire& wire, std::string bytes, std::size_t size) {
    static_cast<void>(co_await wire.write(std::string_view{bytes}.substr(0, size)));
    co_return false;
}

/// `first` and then `part` until the other side has had enough.
Task<bool> send_without_end(Wire& wire, std::string first, std::string part) {
    std::string parts;
    while (parts.size() < kAtOnce)
        parts += part;
    bool goes_on = co_await wire.write(first);
    while (goes_on)
        goes_on = co_await wire.write(parts);
    co_return false;
}

}  // namespace

Task<void> wait_for_end(Wire& wire) {
    std::string more = co_await wire.read_some();
    while (!more.empty())
        more = co_await wire.read_some();
}

Task<bool> deliver(Wire& wire, HttpResponse answer, std::optional<Fault> fault) {
    const std::size_t size = answer.body.size();
    std::string whole = encode(answer, size);
    if (!fault) co_return co_await wire.write(whole);
    const Fault what = *fault;
    switch (what.kind) {
        case FaultKind::kDelay:
            co_await sleep_for(what.time);
            break;
        case FaultKind::kDrip:
            co_return co_await drip(wire, std::move(whole), what.time);
        case FaultKind::kHalf:
            co_return co_await send_part(wire, whole, whole.size() / 2);
        case FaultKind::kShortLength:
            whole = encode(answer, size / 2);
            break;
        case FaultKind::kLongLength:
            whole = encode(answer, size + 64);
            co_return co_await send_part(wire, whole, whole.size());
        case FaultKind::kNotHttp:
            whole = "220 mail.example ESMTP\r\n\r\n";
            co_return co_await send_part(wire, whole, whole.size());
        case FaultKind::kEndlessBody:
            co_return co_await send_without_end(wire, "HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n",
                                                "10\r\n[[[[0000,1111,22\r\n");
        case FaultKind::kEndlessHeader:
            co_return co_await send_without_end(wire, "HTTP/1.1 200 -\r\n", "X-More: and more\r\n");
        case FaultKind::kEndlessInterim:
            co_return co_await send_without_end(wire, "", "HTTP/1.1 100 Continue\r\n\r\n");
        case FaultKind::kReset: {
            const std::size_t at = what.at.value_or(0) % (whole.size() + 1);
            static_cast<void>(co_await send_part(wire, std::move(whole), at));
            wire.reset();
            co_return false;
        }
        default:
            break;
    }
    co_return co_await wire.write(whole);
}

}  // namespace dexarb::testing
