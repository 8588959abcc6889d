#pragma once

#include <string>
#include <string_view>

#include "dexarb/net/http_message.hpp"

namespace dexarb {

/// An error as RFC 9457 has it: {"type", "title", "status", "detail"}.
[[nodiscard]] HttpResponse problem(unsigned status, std::string_view detail);
[[nodiscard]] HttpResponse plain(unsigned status, std::string text);

/// Adds what every answer says to browsers: no foreign code, no framing, no guessing of types, no referrer.
void add_security_headers(HttpResponse& response);

/// Whether `If-None-Match` names `etag` (with quotes), or anything (RFC 9110 13.1.2; weak comparison).
[[nodiscard]] bool matches_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace dexarb
