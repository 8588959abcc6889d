#include "dexarb/base/placeholders.hpp"

#include <algorithm>

namespace dexarb {

namespace {

bool is_name(std::string_view text) {
    const auto fits = [](char letter) { return (letter >= 'a' && letter <= 'z') || letter == '_'; };
    return !text.empty() && std::ranges::all_of(text, fits);
}

}  // namespace

std::string fill_placeholders(std::string_view text, const PlaceholderValue& value) {
    std::string filled;
    while (!text.empty()) {
        const auto open = std::min(text.find('{'), text.size());
        filled += text.substr(0, open);
        text.remove_prefix(open);
        if (text.empty()) break;
        const auto close = text.find('}');
        const bool is_placeholder = close != std::string_view::npos && is_name(text.substr(1, close - 1));
        if (is_placeholder) filled += value(text.substr(1, close - 1));
        if (!is_placeholder) filled += '{';
        text.remove_prefix(is_placeholder ? close + 1 : 1);
    }
    return filled;
}

}  // namespace dexarb
