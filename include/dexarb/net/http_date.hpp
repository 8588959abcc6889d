#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace dexarb {

/// "Tue, 15 Nov 1994 08:12:31 GMT", the one form that senders still use; nothing for anything else.
/// Source: RFC 9110 5.6.7, IMF-fixdate.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace dexarb
