#include "service/guard.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>

#include "dexarb/base/hash.hpp"

#include "service/answers.hpp"
#include "service/base64.hpp"

namespace dexarb {

namespace {

constexpr std::size_t kShortestToken = 16;

bool changes_something(const HttpRequest& request) {
    return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

std::string lower(std::string_view text) {
    std::string lowered{text};
    for (char& letter : lowered)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lowered;
}

/// "[::1]:80" as "::1", "Localhost:80" as "localhost".
std::string host_of(std::string_view authority) {
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        return end == std::string_view::npos ? std::string{} : std::string{authority.substr(1, end - 1)};
    }
    return lower(authority.substr(0, authority.find(':')));
}

/// What follows the scheme's name, where `value` is of that scheme (RFC 9110 11.1).
std::optional<std::string_view> credentials(std::string_view value, std::string_view scheme) {
    const auto space = value.find(' ');
    if (space == std::string_view::npos || lower(value.substr(0, space)) != scheme) return std::nullopt;
    return value.substr(space + 1);
}

/// The password of "user:password"; the user may be anyone.
std::string password_of(std::string_view encoded) {
    const std::string pair = decode_base64(encoded).value_or(std::string{});
    const auto colon = pair.find(':');
    return colon == std::string::npos ? std::string{} : pair.substr(colon + 1);
}

HttpResponse unauthorized(const char* why) {
    HttpResponse response = problem(401, why);
    response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"paper-trading\""});
    response.headers.push_back({"WWW-Authenticate", "Basic realm=\"paper-trading\", charset=\"UTF-8\""});
    return response;
}

}  // namespace

bool is_ip_address(const std::string& text) {
    boost::system::error_code error;
    boost::asio::ip::make_address(text, error);
    return !error;
}

bool is_loopback(const std::string& address) {
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(address, error);
    return !error && parsed.is_loopback();
}

bool same_secret(std::string_view given, std::string_view expected) {
    const Hash a = keccak256(given);
    const Hash b = keccak256(expected);
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.bytes.size(); ++i)
        difference |= static_cast<unsigned>(a.bytes[i] ^ b.bytes[i]);
    return difference == 0;
}

Result<void> check_service_options(const ServiceOptions& options) {
    const auto refused = [](std::string why) { return Error{ErrorCode::kInvalidInput, std::move(why)}; };
    if (!is_ip_address(options.address))
        return refused("HTTP: '" + options.address + "' is not an IP address; 127.0.0.1:8137 would do");
    if (!options.token.empty() && options.token.size() < kShortestToken)
        return refused("HTTP_TOKEN: shorter than 16 characters; `openssl rand -hex 32` makes one");
    if (!is_loopback(options.address) && options.token.empty())
        return refused("HTTP: " + options.address +
                       " can be reached from elsewhere, which needs HTTP_TOKEN; `openssl rand -hex 32` makes one");
    return {};
}

Guard::Guard(const ServiceOptions& options)
    : token_{options.token}, is_beyond_loopback_{!is_loopback(options.address)} {
    for (const std::string& host : options.hosts)
        hosts_.push_back(lower(host));
}

std::optional<HttpResponse> Guard::refuse(const HttpRequest& request, const RequestTarget& target) const {
    const auto count =
        std::ranges::count_if(request.headers, [](const HttpHeader& header) { return lower(header.name) == "host"; });
    if (count > 1) return problem(400, "more than one Host");
    const auto named = find_header(request.headers, "host").value_or(std::string_view{});
    const std::string_view host = target.authority.empty() ? named : std::string_view{target.authority};
    if (host.empty()) return problem(400, "no Host");
    if (!is_known_host(host))
        return problem(421, "not served under this name; HTTP_HOSTS lists those that are, besides IP addresses");
    if (auto refused = refuse_site(request, host)) return refused;
    return refuse_stranger(request);
}

/// A name can be made to point here by whoever owns it; an IP address cannot.
bool Guard::is_known_host(std::string_view authority) const {
    const std::string host = host_of(authority);
    return host == "localhost" || is_ip_address(host) || std::ranges::find(hosts_, host) != hosts_.end();
}

std::optional<HttpResponse> Guard::refuse_site(const HttpRequest& request, std::string_view host) const {
    const auto origin = find_header(request.headers, "origin");
    if (origin && lower(*origin) != "http://" + lower(host) && lower(*origin) != "https://" + lower(host))
        return problem(403, "asked for by another site's page");
    const auto site = find_header(request.headers, "sec-fetch-site");
    const bool is_other_site = site && *site != "same-origin" && *site != "none";
    const bool is_link = find_header(request.headers, "sec-fetch-mode") == "navigate" && !changes_something(request);
    if (is_other_site && !is_link) return problem(403, "asked for by another site's page");
    return std::nullopt;
}

std::optional<HttpResponse> Guard::refuse_stranger(const HttpRequest& request) const {
    const bool changes = changes_something(request);
    if (!is_beyond_loopback_ && !changes) return std::nullopt;
    if (token_.empty()) return problem(403, "changes need HTTP_TOKEN to be set where the daemon runs");
    const auto value = find_header(request.headers, "authorization").value_or(std::string_view{});
    if (const auto bearer = credentials(value, "bearer"); bearer && same_secret(*bearer, token_)) return std::nullopt;
    // A browser sends it by itself once it was typed in, so it must not change anything.
    const auto basic = credentials(value, "basic");
    if (basic && !changes && same_secret(password_of(*basic), token_)) return std::nullopt;
    return unauthorized(changes ? "needs the token: Authorization: Bearer ..." : "needs the token");
}

}  // namespace dexarb
