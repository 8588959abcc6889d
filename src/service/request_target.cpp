#include "dexarb/service/request_target.hpp"

#include <algorithm>
#include <charconv>

namespace dexarb {

namespace {

constexpr std::size_t kLongestTarget = 2048;
constexpr std::size_t kMostParts = 16;
constexpr std::string_view kScheme = "http://";

Error refused(std::string why) {
    return {ErrorCode::kInvalidInput, "request target: " + std::move(why)};
}

std::optional<unsigned> digit(char letter) {
    if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
    if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a') + 10U;
    if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A') + 10U;
    return std::nullopt;
}

bool is_control(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte < 0x20 || byte == 0x7f;
}

/// Undoes percent-encoding once; a form's plus stays a plus.
Result<std::string> decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char letter = text[i];
        if (letter == '%') {
            const bool is_whole = text.size() - i > 2;
            const auto high = is_whole ? digit(text[i + 1]) : std::nullopt;
            const auto low = is_whole ? digit(text[i + 2]) : std::nullopt;
            if (!high || !low) return refused("a broken escape");
            letter = static_cast<char>(*high * 16U + *low);
            i += 2;
        }
        if (is_control(letter)) return refused("a control character");
        decoded.push_back(letter);
    }
    return decoded;
}

/// Calls `take` with each part between separators until it fails.
template <typename Take>
Result<void> split(std::string_view text, char separator, Take take) {
    std::size_t parts = 0;
    while (true) {
        const std::size_t end = text.find(separator);
        if (++parts > kMostParts) return refused("too many parts");
        if (const Result<void> taken = take(text.substr(0, end)); !taken) return taken;
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
}

Result<void> read_path(std::string_view path, RequestTarget& target) {
    if (path == "/") return {};
    return split(path.substr(1), '/', [&target](std::string_view part) -> Result<void> {
        auto segment = decode(part);
        if (!segment) return segment.error();
        if (segment->find_first_of("/\\") != std::string::npos) return refused("a slash within a segment");
        if (*segment == "." || *segment == "..") return refused("a dot segment");
        target.segments.push_back(std::move(*segment));
        return {};
    });
}

Result<void> read_query(std::string_view query, RequestTarget& target) {
    if (query.empty()) return {};
    return split(query, '&', [&target](std::string_view part) -> Result<void> {
        const std::size_t equals = part.find('=');
        auto name = decode(part.substr(0, equals));
        if (!name) return name.error();
        auto value = decode(equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1));
        if (!value) return value.error();
        target.query.emplace_back(std::move(*name), std::move(*value));
        return {};
    });
}

}  // namespace

std::optional<std::string_view> RequestTarget::parameter(std::string_view name) const {
    const auto found =
        std::find_if(query.rbegin(), query.rend(), [name](const auto& part) { return part.first == name; });
    if (found == query.rend()) return std::nullopt;
    return found->second;
}

Result<RequestTarget> parse_request_target(std::string_view text) {
    if (text.size() > kLongestTarget) return refused("longer than 2048 bytes");
    RequestTarget target;
    if (text.starts_with(kScheme)) {
        text.remove_prefix(kScheme.size());
        const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
        target.authority = text.substr(0, end);
        if (target.authority.empty()) return refused("no host");
        text.remove_prefix(end);
        if (text.empty()) text = "/";
    }
    if (!text.starts_with('/')) return refused("no path");
    if (text.find('#') != std::string_view::npos) return refused("a fragment");
    const std::size_t question = text.find('?');
    if (const auto read = read_path(text.substr(0, question), target); !read) return read.error();
    const auto query = question == std::string_view::npos ? std::string_view{} : text.substr(question + 1);
    if (const auto read = read_query(query, target); !read) return read.error();
    return target;
}

Result<std::uint64_t> number_parameter(const RequestTarget& target, std::string_view name, std::uint64_t fallback,
                                       std::uint64_t least, std::uint64_t most) {
    const auto text = target.parameter(name);
    if (!text) return fallback;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size() || value < least || value > most)
        return Error{ErrorCode::kInvalidInput, "parameter " + std::string{name} + ": a whole number from " +
                                                   std::to_string(least) + " to " + std::to_string(most)};
    return value;
}

}  // namespace dexarb
