#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

#include "dexarb/net/transport.hpp"
#include "dexarb/net/url.hpp"

#include "net/resolver.hpp"

namespace dexarb {

/// What all connections to one endpoint share.
struct Peer {
    Url url;
    TransportOptions options;
    std::shared_ptr<boost::asio::ssl::context> tls;  ///< Null without TLS.
    std::shared_ptr<Resolver> resolver;
};

/// The error names the endpoint and says why its certificate store cannot be read.
[[nodiscard]] Result<std::shared_ptr<const Peer>> make_peer(const Executor& executor, Url url,
                                                            TransportOptions options);

/// "host", with the port where it is not the scheme's own.
[[nodiscard]] std::string host_header(const Url& url);
/// The value of `Authorization` for the URL's user and password, else for the token; empty without any.
[[nodiscard]] std::string authorization(const Url& url, const std::string& bearer);
/// kNetwork, told by the step that failed.
[[nodiscard]] Error network_error(const std::string& step, const boost::system::error_code& code);

}  // namespace dexarb
