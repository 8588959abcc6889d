#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// An absolute http, https, ws or wss URL, taken apart. Anything but scheme and host may hold a key: never print a
/// part, print `redacted()`.
struct Url {
    std::string scheme;  ///< Lower case.
    std::string host;    ///< Lower case; an IPv6 address without its brackets.
    std::uint16_t port = 0;
    std::string user;      ///< Percent-decoded.
    std::string password;  ///< Percent-decoded.
    std::string target;    ///< Path and query as given, at least "/".

    [[nodiscard]] bool is_secure() const { return scheme == "https" || scheme == "wss"; }
    [[nodiscard]] bool is_web_socket() const { return scheme == "ws" || scheme == "wss"; }
    /// Scheme and host, all that a message may show: "https://polygon.example".
    [[nodiscard]] std::string redacted() const;
};

/// The error never repeats the text.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// `redacted()` of a text that may be no URL at all: then "a malformed URL".
[[nodiscard]] std::string redact_url(std::string_view text);

}  // namespace dexarb
