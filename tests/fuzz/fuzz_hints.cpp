// What a node says instead of a result: HTTP status, Retry-After and body, classed, with the pause it asks for.
#include <charconv>
#include <chrono>
#include <string>

#include "fuzz.hpp"
#include "rpc/envelope.hpp"
#include "rpc/retry_hint.hpp"

namespace {

using namespace dexarb;
using namespace std::chrono_literals;

bool is_sane(const std::optional<std::chrono::milliseconds>& hint) {
    return !hint || (*hint >= 0ms && *hint <= 24h);
}

unsigned status_of(std::string_view digits) {
    unsigned status = 200;
    std::from_chars(digits.data(), digits.data() + digits.size(), status);
    return status;
}

}  // namespace

/// Three parts: the status in a line, Retry-After in a line (empty for none), the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::text_of(data, size);
    HttpResponse answer;
    answer.status = status_of(fuzz::take_line(rest));
    const std::string_view header = fuzz::take_line(rest);
    if (!header.empty()) answer.headers.push_back({"retry-after", std::string{header}});
    answer.body = rest;

    const RpcError error = diagnose(answer);
    check(static_cast<std::size_t>(error.error_class) < kRpcErrorClasses, "every failure has a class");
    check(!error.detail.empty(), "every failure has words");
    check(error.detail.find('\n') == std::string::npos, "words are one line");
    check(is_sane(error.retry_after), "a hint is a pause of at most a day");
    check(is_sane(parse_go_duration(rest)), "a duration is at most a day");
    return 0;
}
