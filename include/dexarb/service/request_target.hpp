#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// What a request asks for: where, and under which conditions.
struct RequestTarget {
    std::string authority;              ///< Of the absolute form only, else empty.
    std::vector<std::string> segments;  ///< Of the path, decoded; none for "/".
    std::vector<std::pair<std::string, std::string>> query;

    /// The last value of that name.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Reads a request target (RFC 9112 3.2.1 and 3.2.2: origin and absolute form).
///
/// At most 2048 bytes, 16 segments and 16 parameters. Refused, with kInvalidInput: broken escapes, control characters,
/// backslashes, slashes in a segment, "." and "..", so that no reading of the path leaves it.
[[nodiscard]] Result<RequestTarget> parse_request_target(std::string_view text);

/// A whole number from `least` to `most` under `name`, or `fallback` where there is none. The error names both.
[[nodiscard]] Result<std::uint64_t> number_parameter(const RequestTarget& target, std::string_view name,
                                                     std::uint64_t fallback, std::uint64_t least, std::uint64_t most);

}  // namespace dexarb
