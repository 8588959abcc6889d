// Request targets as strangers send them: what is taken is bounded, stays within its path, and reads back the same.
#include <algorithm>
#include <string>

#include "dexarb/service/request_target.hpp"

#include "fuzz.hpp"
#include "service/base64.hpp"

using namespace dexarb;

namespace {

bool is_clean(const std::string& text) {
    return std::ranges::none_of(text, [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte < 0x20 || byte == 0x7f;
    });
}

/// Every byte as an escape.
std::string escaped(const std::string& text) {
    constexpr const char* kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        out.append({'%', kDigits[byte >> 4U], kDigits[byte & 15U]});
    }
    return out;
}

std::string written(const RequestTarget& target) {
    std::string text;
    for (const std::string& segment : target.segments)
        text += "/" + escaped(segment);
    if (text.empty()) text = "/";
    char separator = '?';
    for (const auto& [name, value] : target.query) {
        text += separator + escaped(name) + "=" + escaped(value);
        separator = '&';
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    static_cast<void>(decode_base64(text));
    const auto target = parse_request_target(text);
    if (!target) return 0;
    check(text.size() <= 2048 && target->segments.size() <= 16 && target->query.size() <= 16, "a target is bounded");
    for (const std::string& segment : target->segments) {
        check(segment != "." && segment != "..", "a path has no dot segments");
        check(segment.find_first_of("/\\") == std::string::npos && is_clean(segment), "a segment is one name");
    }
    for (const auto& [name, value] : target->query) {
        check(is_clean(name) && is_clean(value), "a query has no control characters");
        check(target->parameter(name).has_value(), "what is there is found");
    }
    if (const auto number = number_parameter(*target, "limit", 50, 1, 500))
        check(*number >= 1 && *number <= 500, "a number keeps its bounds");

    const std::string again = written(*target);
    if (again.size() > 2048) return 0;
    const auto read = parse_request_target(again);
    check(read && read->segments == target->segments && read->query == target->query, "what was read reads back");
    return 0;
}
