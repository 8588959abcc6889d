#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// A client context that trusts the system's store, or only `certificate_file` if it is not empty. TLS 1.2 or newer.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(const std::string& certificate_file);

}  // namespace dexarb
