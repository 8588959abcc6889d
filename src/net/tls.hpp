#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"

#include "net/layers.hpp"

namespace dexarb {

/// A client context that trusts the system's store, or only `certificate_file` if it is not empty. TLS 1.2 or newer.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(const std::string& certificate_file);

/// The client's part: names `host` to the peer (SNI; an address is not named) and takes only a certificate that the
/// context trusts and that is of `host`. The error says why a certificate was refused. `stream` outlives the call.
[[nodiscard]] Task<Result<void>> shake_hands(TlsStream& stream, std::string host);

}  // namespace dexarb
