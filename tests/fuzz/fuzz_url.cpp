// URLs as a user writes them, and that no part of one that may be a key is ever shown.
#include <algorithm>
#include <string>

#include "dexarb/net/secrets.hpp"
#include "dexarb/net/url.hpp"

#include "fuzz.hpp"

using namespace dexarb;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const auto url = parse_url(text);
    const std::string shown = redact_url(text);
    if (!url) {
        check(shown == "a malformed URL", "what is no URL is not repeated");
        return 0;
    }
    check(!url->host.empty() && url->port != 0 && url->target.starts_with('/'), "a URL is whole");
    check(shown == url->scheme + "://" + (url->host.find(':') == std::string::npos ? url->host : "[" + url->host + "]"),
          "of a URL only scheme and host are shown");

    const auto secrets = secrets_of(*url);
    check(std::ranges::none_of(secrets, &std::string::empty), "nothing is hidden in place of nothing");
    const std::string hidden = hide_secrets("asked " + std::string{text} + " and " + url->target, secrets);
    for (const std::string& secret : secrets)
        check(secret.size() < 4 || secret.find('*') != std::string::npos || hidden.find(secret) == std::string::npos,
              "a secret is hidden wherever it stands");
    return 0;
}
