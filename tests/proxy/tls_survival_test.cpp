// Certificates that must not be believed, in front of a node that would answer well.
#include <fstream>

#include "proxy/survival.hpp"
#include "support/child_process.hpp"

namespace dexarb::testing {
namespace {

class TlsSurvival : public Survival {
  protected:
    /// One endpoint with this certificate and a standby without TLS; the feed trusts `trusted`.
    void follow_beside(std::string name, const test::TestCertificate& shown, const test::TestCertificate& trusted) {
        const auto file = folder.path() / "trusted.pem";
        std::ofstream{file} << trusted.certificate_pem;
        SurvivalPlan plan;
        plan.name = std::move(name);
        plan.blocks = 30;
        plan.certificate = shown;
        plan.trusted_file = file;
        plan.has_standby = true;
        follow(std::move(plan));
    }

    TemporaryFolder folder;
};

TEST_F(TlsSurvival, AGoodCertificateServes) {
    const auto certificate = test::make_certificate("IP:127.0.0.1");

    follow_beside("TLS, good certificate", certificate, certificate);

    EXPECT_EQ(errors(), 0U);
    EXPECT_GE(proxy->requests(), 30U) << "it was this one that served";
    EXPECT_EQ(unpublished(), 0U);
}

TEST_F(TlsSurvival, AnExpiredCertificateIsNotBelieved) {
    const auto certificate = test::make_certificate("IP:127.0.0.1", -1);

    follow_beside("TLS, expired", certificate, certificate);

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_EQ(proxy->requests(), 0U) << "nothing was asked of it";
    EXPECT_EQ(unpublished(), 0U);
}

TEST_F(TlsSurvival, ACertificateOfAnotherHostIsNotBelieved) {
    const auto certificate = test::make_certificate("elsewhere.example");

    follow_beside("TLS, wrong host", certificate, certificate);

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_EQ(proxy->requests(), 0U) << "nothing was asked of it";
    EXPECT_EQ(unpublished(), 0U);
}

TEST_F(TlsSurvival, ASelfSignedCertificateIsNotBelieved) {
    follow_beside("TLS, self-signed", test::make_certificate("IP:127.0.0.1"), test::make_certificate("IP:127.0.0.1"));

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_EQ(proxy->requests(), 0U) << "nothing was asked of it";
    EXPECT_EQ(unpublished(), 0U);
}

}  // namespace
}  // namespace dexarb::testing
