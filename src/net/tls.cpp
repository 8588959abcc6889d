#include "net/tls.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <openssl/ssl.h>

#include "dexarb/async/quiet.hpp"

namespace dexarb {

namespace ssl = boost::asio::ssl;

namespace {

bool is_ip_address(const std::string& host) {
    boost::system::error_code error;
    boost::asio::ip::make_address(host, error);
    return !error;
}

Error tls_error(TlsStream& stream, const boost::system::error_code& error) {
    const long verdict = SSL_get_verify_result(stream.native_handle());
    if (verdict != X509_V_OK)
        return {ErrorCode::kNetwork, std::string{"certificate refused: "} + X509_verify_cert_error_string(verdict)};
    return {ErrorCode::kNetwork, "TLS handshake: " + error.message()};
}

}  // namespace

Result<std::shared_ptr<ssl::context>> make_tls_context(const std::string& certificate_file) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    boost::system::error_code error;
    context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, error);
    if (!error && certificate_file.empty()) context->set_default_verify_paths(error);
    if (!error && !certificate_file.empty()) context->load_verify_file(certificate_file, error);
    if (!error) context->set_verify_mode(ssl::verify_peer, error);
    if (!error) return context;
    const std::string store = certificate_file.empty() ? "the system's certificates" : certificate_file;
    return Error{ErrorCode::kInvalidInput, "cannot read " + store + ": " + error.message()};
}

Task<Result<void>> shake_hands(TlsStream& stream, std::string host) {
    // OpenSSL's own macro for this casts in the old style.
    if (!is_ip_address(host))
        SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
    stream.set_verify_callback(ssl::host_name_verification{host});
    const auto [error] = co_await stream.async_handshake(ssl::stream_base::client, kQuiet);
    if (error) co_return tls_error(stream, error);
    co_return Result<void>{};
}

}  // namespace dexarb
