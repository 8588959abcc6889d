#include "service/answers.hpp"

#include <nlohmann/json.hpp>

#include "service/json_parts.hpp"

namespace dexarb {

namespace {

const char* title_of(unsigned status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 421:
            return "Misdirected Request";
        case 429:
            return "Too Many Requests";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Error";
    }
}

constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
    "'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

HttpResponse problem(unsigned status, std::string_view detail) {
    const Json json{{"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"detail", detail}};
    return {
        status, {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}}, to_text(json) + "\n"};
}

HttpResponse plain(unsigned status, std::string text) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}}, std::move(text)};
}

void add_security_headers(HttpResponse& response) {
    static const std::vector<HttpHeader> headers{{"Content-Security-Policy", kPolicy},
                                                 {"X-Content-Type-Options", "nosniff"},
                                                 {"X-Frame-Options", "DENY"},
                                                 {"Referrer-Policy", "no-referrer"},
                                                 {"Cross-Origin-Resource-Policy", "same-origin"},
                                                 {"Cross-Origin-Opener-Policy", "same-origin"}};
    response.headers.insert(response.headers.end(), headers.begin(), headers.end());
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
    if (if_none_match == "*") return true;
    while (!if_none_match.empty()) {
        const auto comma = if_none_match.find(',');
        std::string_view part = if_none_match.substr(0, comma);
        part.remove_prefix(std::min(part.find_first_not_of(" \t"), part.size()));
        if (part.starts_with("W/")) part.remove_prefix(2);
        if (part.substr(0, part.find_last_not_of(" \t") + 1) == etag) return true;
        if (comma == std::string_view::npos) break;
        if_none_match.remove_prefix(comma + 1);
    }
    return false;
}

}  // namespace dexarb
