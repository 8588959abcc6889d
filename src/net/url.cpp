#include "dexarb/net/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <boost/url/parse.hpp>
#include <boost/url/src.hpp>  // Boost.URL's compiled part, here alone.
#include <boost/url/url_view.hpp>

namespace dexarb {

namespace {

struct SchemePort {
    std::string_view scheme;
    std::uint16_t port;
};
constexpr std::array<SchemePort, 4> kSchemes{{{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}}};

Error refuse(std::string why) {
    return {ErrorCode::kInvalidInput, std::move(why)};
}

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}

std::string target_of(const boost::urls::url_view& view) {
    std::string target{view.encoded_path()};
    if (target.empty()) target = "/";
    if (view.has_query()) target += "?" + std::string{view.encoded_query()};
    return target;
}

std::optional<std::uint16_t> port_of(std::string_view digits, std::uint16_t otherwise) {
    if (digits.empty()) return otherwise;
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    const bool is_whole = error == std::errc{} && end == digits.data() + digits.size();
    return is_whole && port > 0 ? std::optional{port} : std::nullopt;
}

std::string host_of(const boost::urls::url_view& view) {
    const bool is_ipv6 = view.host_type() == boost::urls::host_type::ipv6;
    return lower_case(is_ipv6 ? std::string_view{view.host_address()} : std::string_view{view.host()});
}

}  // namespace

std::string Url::redacted() const {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return scheme + "://" + (is_ipv6 ? "[" + host + "]" : host);
}

Result<Url> parse_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri(boost::urls::string_view{text.data(), text.size()});
    if (!parsed) return refuse("not a URL; write it as https://host/path");
    const boost::urls::url_view& view = *parsed;
    Url url;
    url.scheme = lower_case(std::string_view{view.scheme()});
    const auto known = std::ranges::find(kSchemes, url.scheme, &SchemePort::scheme);
    if (known == kSchemes.end()) return refuse("a URL of another scheme than http, https, ws or wss");
    if (!view.has_authority() || view.encoded_host().empty()) return refuse("a URL without a host");
    const auto port = port_of(view.port(), known->port);
    // This Boost takes what follows "host:" for a path where it is no number.
    const bool path_is_port = !view.encoded_path().empty() && view.encoded_path().front() != '/';
    if (!port || path_is_port) return refuse("a URL with an impossible port; write one from 1 to 65535");
    url.port = *port;
    url.host = host_of(view);
    url.user = view.user();
    url.password = view.password();
    url.target = target_of(view);
    return url;
}

std::string redact_url(std::string_view text) {
    const auto url = parse_url(text);
    return url ? url->redacted() : "a malformed URL";
}

}  // namespace dexarb
