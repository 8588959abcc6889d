#include "support/tls_peer.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "dexarb/async/quiet.hpp"
#include "dexarb/base/check.hpp"

#include "support/raw_web_socket.hpp"

namespace dexarb::test {

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<Tcp::socket>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer";

std::string text_of(BIO* memory) {
    std::string text(BIO_ctrl_pending(memory), '\0');
    BIO_read(memory, text.data(), static_cast<int>(text.size()));
    return text;
}

Key make_key() {
    Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), &EVP_PKEY_free};
    check(key != nullptr, "a key can be made");
    return key;
}

Certificate make_x509(EVP_PKEY* key, const std::string& subject_alt_name, long days) {
    Certificate certificate{X509_new(), &X509_free};
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600 + (days < 0 ? days * 86'400 * 2 : 0));
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * 86'400);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    const std::string common = "dexarb test";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common.c_str()), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, subject_alt_name.c_str());
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    check(X509_sign(certificate.get(), key, EVP_sha256()) != 0, "a certificate can be signed");
    return certificate;
}

}  // namespace

TestCertificate make_certificate(const std::string& subject_alt_name, long days) {
    const Key key = make_key();
    const bool has_kind = subject_alt_name.find(':') != std::string::npos;
    const Certificate certificate = make_x509(key.get(), has_kind ? subject_alt_name : "DNS:" + subject_alt_name, days);
    const Memory certificate_memory{BIO_new(BIO_s_mem()), &BIO_free};
    const Memory key_memory{BIO_new(BIO_s_mem()), &BIO_free};
    PEM_write_bio_X509(certificate_memory.get(), certificate.get());
    PEM_write_bio_PrivateKey(key_memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {text_of(certificate_memory.get()), text_of(key_memory.get())};
}

struct TlsPeer::State {
    State(const Executor& executor, const TestCertificate& certificate)
        : acceptor{executor, {Tcp::v4(), 0}}, tls{asio::ssl::context::tls_server} {
        tls.use_certificate_chain(asio::buffer(certificate.certificate_pem));
        tls.use_private_key(asio::buffer(certificate.key_pem), asio::ssl::context::pem);
    }

    static Task<void> converse(std::shared_ptr<State> state, std::shared_ptr<TlsStream> stream) {
        const auto [error] = co_await stream->async_handshake(asio::ssl::stream_base::server, kQuiet);
        if (error) co_return;
        const char* name = SSL_get_servername(stream->native_handle(), TLSEXT_NAMETYPE_host_name);
        state->requested_name = name == nullptr ? "" : name;
        std::array<char, 4096> chunk{};
        const auto into = asio::buffer(chunk);
        std::string answer{kAnswer};
        while (true) {
            const auto [unread, size] = co_await stream->async_read_some(into, kQuiet);
            if (unread) co_return;
            // Requests here are small: one read is one request, or one frame of a WebSocket.
            const std::string request(chunk.data(), size);
            const bool is_upgrade = request.find("Upgrade: websocket") != std::string::npos;
            const std::string reply = is_upgrade ? upgrade_answer(request) : answer;
            if (is_upgrade) answer = text_frame("answer");
            const auto out = asio::buffer(reply);
            const auto [unsent, sent] = co_await asio::async_write(*stream, out, kQuiet);
            if (unsent) co_return;
        }
    }

    static Task<void> accept(std::shared_ptr<State> state) {
        while (state->acceptor.is_open()) {
            auto [error, socket] = co_await state->acceptor.async_accept(kQuiet);
            if (error) co_return;
            auto stream = std::make_shared<TlsStream>(std::move(socket), state->tls);
            asio::co_spawn(state->acceptor.get_executor(), converse(state, std::move(stream)), asio::detached);
        }
    }

    Tcp::acceptor acceptor;
    asio::ssl::context tls;
    std::string requested_name;
};

TlsPeer::TlsPeer(const Executor& executor, const TestCertificate& certificate)
    : state_{std::make_shared<State>(executor, certificate)} {
    asio::co_spawn(executor, State::accept(state_), asio::detached);
}

TlsPeer::~TlsPeer() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
}

std::uint16_t TlsPeer::port() const {
    return state_->acceptor.local_endpoint().port();
}

std::string TlsPeer::requested_name() const {
    return state_->requested_name;
}

}  // namespace dexarb::test
