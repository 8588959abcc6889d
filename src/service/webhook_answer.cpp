#include "service/webhook_answer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/net/http_date.hpp"

namespace dexarb {

namespace {

using Milliseconds = std::chrono::milliseconds;
using Verdict = WebhookVerdict;

constexpr double kLongestWaitSeconds = 86'400.0;
constexpr std::size_t kMostWords = 160;

std::optional<Milliseconds> seconds_of(double seconds) {
    if (!(seconds >= 0.0)) return std::nullopt;
    return Milliseconds{static_cast<std::int64_t>(std::ceil(std::min(seconds, kLongestWaitSeconds) * 1e3))};
}

std::optional<Milliseconds> hint_in_header(std::string_view text, std::chrono::sys_seconds now) {
    if (const auto date = parse_http_date(text)) return std::max(Milliseconds{0}, Milliseconds{*date - now});
    double seconds = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return seconds_of(seconds);
}

/// Discord has it at the top, Telegram among its parameters.
std::optional<Milliseconds> hint_in_body(const nlohmann::json& body) {
    for (const char* path : {"/retry_after", "/parameters/retry_after"}) {
        const nlohmann::json::json_pointer at{path};
        if (body.contains(at) && body.at(at).is_number()) return seconds_of(body.at(at).get<double>());
    }
    return std::nullopt;
}

/// The sentence in which services of this kind say what is wrong; a page for people says nothing.
std::string words_of(const nlohmann::json& body) {
    if (!body.is_object()) return "";
    for (const char* key : {"description", "message", "error"}) {
        const auto at = body.find(key);
        if (at == body.end() || !at->is_string()) continue;
        std::string words = at->get<std::string>().substr(0, kMostWords);
        std::ranges::replace_if(
            words, [](unsigned char letter) { return letter < ' ' || letter > '~'; }, ' ');
        return ": " + words;
    }
    return "";
}

bool may_pass_later(unsigned status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
}

/// Whoever answers in a way that cannot be read may have taken the message all the same: asking again would say it
/// many times over.
Verdict judge_failure(const Error& error) {
    const bool is_over = error.code == ErrorCode::kInvalidInput || error.code == ErrorCode::kMalformed;
    return {is_over ? Verdict::Kind::kNever : Verdict::Kind::kLater, error.detail, std::nullopt};
}

}  // namespace

WebhookVerdict judge_answer(const Result<HttpResponse>& answer, std::chrono::sys_seconds now) {
    if (!answer) return judge_failure(answer.error());
    if (answer->status >= 200 && answer->status < 300) return {};
    const auto body = nlohmann::json::parse(answer->body, nullptr, false);
    Verdict verdict;
    verdict.kind = may_pass_later(answer->status) ? Verdict::Kind::kLater : Verdict::Kind::kNever;
    verdict.reason = fmt::format("HTTP {}{}", answer->status, words_of(body));
    if (answer->status / 100 == 3) verdict.reason += ", a redirect, which is not followed: write the new address";
    if (verdict.kind != Verdict::Kind::kLater) return verdict;
    if (const auto header = find_header(answer->headers, "Retry-After")) verdict.hint = hint_in_header(*header, now);
    if (!verdict.hint) verdict.hint = hint_in_body(body);
    return verdict;
}

}  // namespace dexarb
