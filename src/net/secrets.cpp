#include "dexarb/net/secrets.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace dexarb {

namespace {

/// Shorter ones ("v2", "rpc") are no keys, and hiding them would make messages unreadable.
constexpr std::size_t kShortestKey = 6;

}  // namespace

std::vector<std::string> secrets_of(const Url& url) {
    std::vector<std::string> secrets{url.user, url.password, url.target};
    std::string part;
    for (const char letter : url.target + "/") {
        const bool ends = std::string_view{"/?&=#"}.find(letter) != std::string_view::npos;
        if (!ends) part += letter;
        if (ends) secrets.push_back(std::exchange(part, {}));
    }
    std::erase_if(secrets, [](const std::string& secret) { return secret.size() < kShortestKey; });
    std::ranges::sort(secrets, std::ranges::greater{}, &std::string::size);
    return secrets;
}

std::string hide_secrets(std::string text, const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets)
        for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
            text.replace(at, secret.size(), "***");
    return text;
}

}  // namespace dexarb
