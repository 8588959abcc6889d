#include "dexarb/app/endpoint_advice.hpp"

#include <gmock/gmock.h>

namespace dexarb {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kEndpoint = "https://node";

RpcError unreachable(const std::string& words) {
    RpcError error;
    error.code = ErrorCode::kNetwork;
    error.error_class = RpcErrorClass::kRetryNow;
    error.detail = std::string{kEndpoint} + ": eth_chainId: " + kEndpoint + ": " + words;
    return error;
}

RpcError refused(unsigned status, std::int64_t code, const std::string& message) {
    RpcComplaint complaint;
    complaint.http_status = status;
    complaint.code = code;
    complaint.message = message;
    return classify(complaint);
}

struct Case {
    RpcError error;
    const char* text;
    const char* action;
};

void expect(const Case& expected) {
    const Advice advice = advise(expected.error, kEndpoint);
    EXPECT_THAT(advice.text, HasSubstr(expected.text)) << expected.error.detail;
    EXPECT_THAT(advice.action, HasSubstr(expected.action)) << expected.error.detail;
}

TEST(EndpointAdvice, SaysWhyNobodyAnswers) {
    expect({unreachable("cannot resolve the host: Name or service not known"), "does not resolve", "typing mistake"});
    expect({unreachable("cannot connect: Connection refused"), "nothing listens", "Start the node"});
    expect({unreachable("no complete reply within 5000 ms"), "not answer in time", "firewall"});
    expect({unreachable("certificate refused: certificate has expired"), "has expired", "date -u"});
    expect({unreachable("certificate refused: certificate is not yet valid"), "not valid yet", "set-ntp"});
    expect({unreachable("certificate refused: self-signed certificate"), "nobody whom", "SSL_CERT_FILE"});
    expect({unreachable("certificate refused: unable to get local issuer certificate"), "cannot be verified",
            "ca-certificates"});
    expect({unreachable("TLS handshake: certificate verify failed (SSL routines)"), "another host", "host name"});
    expect(
        {unreachable("certificate refused: unspecified certificate verification error"), "another host", "host name"});
    expect({unreachable("TLS handshake: wrong version number (SSL routines)"), "does not speak TLS", "http://"});
    expect({unreachable("something else"), "cannot be reached", "network"});
}

TEST(EndpointAdvice, TellsARefusedKeyFromASpentPlanAndAWrongPath) {
    expect({refused(401, 0, ""), "refuses the key", "provider's page"});
    expect({refused(403, 0, ""), "refuses the key", "provider's page"});
    expect({refused(200, -32000, "invalid api key"), "refuses the key", "provider's page"});
    expect({refused(404, 0, ""), "no JSON-RPC service at the path", "Copy the whole URL"});
    expect({refused(301, 0, ""), "another URL", "https://"});
    expect({refused(402, 0, "payment required"), "plan is used up", "dashboard"});
    expect({refused(429, 429, "Monthly capacity limit exceeded"), "plan is used up", "dashboard"});
}

TEST(EndpointAdvice, TellsTooManyQuestionsFromTroubleAndFromAnotherService) {
    expect({refused(429, 0, ""), "more often than its plan allows", "#rps="});
    expect({refused(200, -32005, "rate limit exceeded"), "more often than its plan allows", "#rps="});
    expect({refused(200, -32000, "nobody has ever seen this"), "not known here", "operator"});
    expect({refused(502, 0, ""), "trouble of its own", "some minutes"});
    expect({refused(400, 0, ""), "does not take our requests", "https://"});
    expect({malformed_answer("an answer that is not JSON"), "no sound JSON-RPC node", "web page"});
    expect({refused(200, -32601, "method not found"), "does not serve", "another endpoint"});
}

TEST(EndpointAdvice, KeepsTheNodesWordsAndItsHintButNotItsNameTwice) {
    RpcError error = unreachable("cannot connect: Connection refused");
    EXPECT_THAT(advise(error, kEndpoint).text, HasSubstr("(eth_chainId: cannot connect: Connection refused)"));

    error = refused(429, 0, "slow\ndown");
    error.retry_after = std::chrono::minutes{10};
    const std::string text = advise(error, kEndpoint).text;
    EXPECT_THAT(text, HasSubstr("600 s of silence"));
    EXPECT_THAT(text, Not(HasSubstr("\n"))) << "one line per finding";
}

}  // namespace
}  // namespace dexarb
