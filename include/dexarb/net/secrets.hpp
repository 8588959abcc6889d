#pragma once

#include <string>
#include <vector>

#include "dexarb/net/url.hpp"

namespace dexarb {

/// What a peer may repeat of a URL and nobody may see: user, password, path, each segment of it long enough to be a
/// key, and the values of the query. The longest first.
[[nodiscard]] std::vector<std::string> secrets_of(const Url& url);

/// `text` with "***" in place of each secret.
[[nodiscard]] std::string hide_secrets(std::string text, const std::vector<std::string>& secrets);

}  // namespace dexarb
