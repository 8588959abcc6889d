#include "net/peer.hpp"

#include <utility>

#include <openssl/evp.h>

#include "net/tls.hpp"

namespace dexarb {

namespace {

std::string base64(const std::string& text) {
    std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return encoded;
}

}  // namespace

Result<std::shared_ptr<const Peer>> make_peer(const Executor& executor, Url url, TransportOptions options) {
    auto peer = std::make_shared<Peer>();
    if (url.is_secure()) {
        auto tls = make_tls_context(options.certificate_file);
        if (!tls) return std::move(tls).error().within(url.redacted());
        peer->tls = std::move(*tls);
    }
    peer->resolver = std::make_shared<Resolver>(executor, options.look_up);
    peer->url = std::move(url);
    peer->options = std::move(options);
    return std::shared_ptr<const Peer>{std::move(peer)};
}

std::string host_header(const Url& url) {
    const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    const bool is_default = url.port == (url.is_secure() ? 443 : 80);
    return is_default ? host : host + ":" + std::to_string(url.port);
}

std::string authorization(const Url& url, const std::string& bearer) {
    if (url.user.empty() && url.password.empty()) return bearer.empty() ? "" : "Bearer " + bearer;
    return "Basic " + base64(url.user + ":" + url.password);
}

Error network_error(const std::string& step, const boost::system::error_code& code) {
    return {ErrorCode::kNetwork, step + ": " + code.message()};
}

}  // namespace dexarb
