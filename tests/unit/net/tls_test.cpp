#include <cstdio>
#include <fstream>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "dexarb/async/run.hpp"
#include "dexarb/net/http_client.hpp"
#include "dexarb/net/web_socket_client.hpp"

#include "support/raw_peer.hpp"
#include "support/tls_peer.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using test::make_certificate;
using test::TestCertificate;
using test::TlsPeer;
using testing::HasSubstr;

struct Tls : testing::Test {
    ~Tls() override { std::remove(trusted_file.c_str()); }

    /// Asks a peer with `certificate` for `host`; a client that trusts the certificate itself if told so.
    Result<HttpResponse> ask(const TestCertificate& certificate, const std::string& host, bool trusts) {
        TlsPeer peer{context.get_executor(), certificate};
        TransportOptions options;
        if (trusts) {
            std::ofstream{trusted_file} << certificate.certificate_pem;
            options.certificate_file = trusted_file;
        }
        const auto url = parse_url("https://" + host + ":" + std::to_string(peer.port()) + "/").value();
        const auto client = make_http_client(context.get_executor(), url, options).value();
        auto response = run(context, client->post("ask", 5s));
        requested_name = peer.requested_name();
        return response;
    }

    /// One message each way over wss.
    Result<std::string> converse(const TestCertificate& certificate, bool trusts) {
        TlsPeer peer{context.get_executor(), certificate};
        TransportOptions options;
        if (trusts) {
            std::ofstream{trusted_file} << certificate.certificate_pem;
            options.certificate_file = trusted_file;
        }
        const auto url = parse_url("wss://localhost:" + std::to_string(peer.port()) + "/").value();
        const auto socket = make_web_socket_dial(context.get_executor(), url, options).value()();
        const auto opened = run(context, socket->open());
        requested_name = peer.requested_name();
        if (!opened) return opened.error();
        socket->send("ask");
        auto message = run(context, socket->receive());
        socket->close();
        context.run_for(std::chrono::milliseconds{1});
        return message;
    }

    boost::asio::io_context context;
    std::string trusted_file = testing::TempDir() + "dexarb_tls_" + std::to_string(getpid()) + ".pem";
    std::string requested_name;
};

TEST_F(Tls, TrustedCertificateOfTheRightHostIsTaken) {
    const auto response = ask(make_certificate("localhost"), "localhost", true);

    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "answer");
    EXPECT_EQ(requested_name, "localhost");
}

TEST_F(Tls, AddressesAreVerifiedTooAndNotSentAsNames) {
    const auto response = ask(make_certificate("IP:127.0.0.1"), "127.0.0.1", true);

    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(requested_name, "");
}

TEST_F(Tls, SelfSignedCertificateIsRefused) {
    const auto response = ask(make_certificate("localhost"), "localhost", false);

    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::kNetwork);
    EXPECT_THAT(response.error().detail, HasSubstr("https://localhost: certificate refused: self-signed certificate"));
}

TEST_F(Tls, CertificateOfAnotherHostIsRefused) {
    const auto response = ask(make_certificate("other.example"), "localhost", true);

    ASSERT_FALSE(response);
    EXPECT_THAT(response.error().detail, HasSubstr("certificate refused"));
}

TEST_F(Tls, ExpiredCertificateIsRefused) {
    const auto response = ask(make_certificate("localhost", -1), "localhost", true);

    ASSERT_FALSE(response);
    EXPECT_THAT(response.error().detail, HasSubstr("certificate has expired"));
}

TEST_F(Tls, WebSocketsAreVerifiedTheSameWay) {
    struct Case {
        TestCertificate certificate;
        bool trusts;
        std::string refusal;
    };
    const Case cases[] = {{make_certificate("localhost"), true, ""},
                          {make_certificate("localhost"), false, "certificate refused: self-signed certificate"},
                          {make_certificate("other.example"), true, "certificate refused"},
                          {make_certificate("localhost", -1), true, "certificate has expired"}};
    for (const Case& each : cases) {
        const auto message = converse(each.certificate, each.trusts);

        if (each.refusal.empty()) {
            ASSERT_TRUE(message) << message.error().detail;
            EXPECT_EQ(*message, "answer");
            EXPECT_EQ(requested_name, "localhost");
        } else {
            ASSERT_FALSE(message);
            EXPECT_EQ(message.error().code, ErrorCode::kNetwork);
            EXPECT_THAT(message.error().detail, HasSubstr(each.refusal));
        }
    }
}

TEST_F(Tls, PeerWithoutTlsIsAnError) {
    test::RawPeer peer{context.get_executor(), [](test::RawConnection& connection, std::size_t) -> Task<void> {
                           co_await connection.send(test::http_answer("plain"));
                       }};
    const auto url = parse_url("https://127.0.0.1:" + std::to_string(peer.port()) + "/").value();
    const auto client = make_http_client(context.get_executor(), url).value();

    const auto response = run(context, client->post("ask", 5s));

    ASSERT_FALSE(response);
    EXPECT_THAT(response.error().detail, HasSubstr("TLS handshake"));
}

TEST_F(Tls, MissingCertificateFileIsNamed) {
    TransportOptions options;
    options.certificate_file = "/nowhere/store.pem";

    const auto client = make_http_client(context.get_executor(), parse_url("https://a/").value(), options);

    ASSERT_FALSE(client);
    EXPECT_THAT(client.error().detail, HasSubstr("/nowhere/store.pem"));
}

}  // namespace
}  // namespace dexarb
