#include "dexarb/net/http_message.hpp"

#include <algorithm>

namespace dexarb {

namespace {

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::optional<std::string_view> find_header(const std::vector<HttpHeader>& headers, std::string_view name) {
    for (const auto& header : headers)
        if (same_name(header.name, name)) return header.value;
    return std::nullopt;
}

}  // namespace dexarb
