#include "net/tls.hpp"

namespace dexarb {

namespace ssl = boost::asio::ssl;

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

}  // namespace dexarb
