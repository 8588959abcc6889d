#pragma once

#include <memory>

#include "dexarb/net/transport.hpp"
#include "dexarb/net/url.hpp"

namespace dexarb {

/// POST over HTTP/1.1. Connections are kept alive and opened anew as needed; overlapping calls have one each. A kept
/// connection that the peer had closed is replaced once, silently.
///
/// Refuses, in words, schemes other than http and https and a certificate store that cannot be read.
[[nodiscard]] Result<std::unique_ptr<Transport>> make_http_client(const Executor& executor, Url url,
                                                                  TransportOptions options = {});

}  // namespace dexarb
