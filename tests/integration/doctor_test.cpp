// `check --online` against what its users meet: misconfigurations by name, and what it says to do about each.

#include <fstream>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/chrono.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "integration/served_node.hpp"
#include "support/tls_peer.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kOk = 0;

/// A node as it should be, with a chain that ends now.
ServedNodeOptions sound() {
    ServedNodeOptions options;
    options.blocks = 12;
    options.head_age = 1s;
    return options;
}

ServedNodeOptions refusing(const std::string& method, ScriptedReply reply) {
    ServedNodeOptions options = sound();
    options.intercept = on_calls({method, 0, 100'000}, std::move(reply));
    return options;
}

/// A TLS server with a thread of its own.
class ServedTls {
  public:
    explicit ServedTls(const test::TestCertificate& certificate) : peer_{context_.get_executor(), certificate} {
        thread_ = std::thread{[this] { context_.run(); }};
    }
    ~ServedTls() {
        context_.stop();
        thread_.join();
    }
    ServedTls(const ServedTls&) = delete;
    ServedTls& operator=(const ServedTls&) = delete;

    std::string url() const { return "https://localhost:" + std::to_string(peer_.port()) + "/"; }

  private:
    boost::asio::io_context context_{1};
    test::TlsPeer peer_;
    std::thread thread_;
};

class Doctor : public Program {
  protected:
    ProcessEnd check(const std::string& url, const Environment& environment = {}) const {
        return run({"check", "--online", "--rpc", url}, environment);
    }

    /// One line of stdout holds all of `parts`: what is wrong and what to do.
    static void expect_line(const ProcessEnd& end, const Words& parts) {
        const Words lines = lines_of(end.out);
        const auto holds_all = [&](const std::string& line) {
            return std::ranges::all_of(parts, [&](const std::string& part) { return line.find(part) != line.npos; });
        };
        EXPECT_TRUE(std::ranges::any_of(lines, holds_all)) << parts.front() << " .. " << parts.back() << "\n"
                                                           << end.out;
    }

    /// `run` would not work: exit code 4, one line that says why, the same on stderr, and the verdict.
    static void expect_problem(const ProcessEnd& end, Words parts) {
        EXPECT_EQ(end.exit_code, kRpc) << end.out << end.err;
        EXPECT_THAT(end.err, HasSubstr(parts.front()));
        parts.insert(parts.begin(), "PROBLEM ");
        expect_line(end, parts);
        expect_line(end, {"PROBLEM run: would not work"});
    }
};

TEST_F(Doctor, OfASoundNodeHasNothingToMend) {
    ServedNode node{sound()};

    const ProcessEnd end = check(node.url());

    EXPECT_EQ(end.exit_code, kOk) << end.out << end.err;
    EXPECT_THAT(end.out, AllOf(Not(HasSubstr("PROBLEM")), Not(HasSubstr("WARNING"))));
    expect_line(end, {"chain 137"});
    expect_line(end, {"latency p50", "p99", "of 25"});
    expect_line(end, {"block 90000012"});
    expect_line(end, {"logs by block hash: yes"});
    expect_line(end, {"eth_call at a block hash: yes"});
    expect_line(end, {"states: at least 8 blocks back"});
    expect_line(end, {"batches: 50 calls"});
    expect_line(end, {"pools certain"});
    expect_line(end, {"units in 30 days", "#units_per_month"});
    expect_line(end, {"run: would work"});
    EXPECT_LT(node.stop(), 150U) << "a few dozen requests, batches counted by their members";
}

TEST_F(Doctor, AsJsonHoldsWhatWasMeasured) {
    ServedNode node{sound()};

    const ProcessEnd end = run({"check", "--online", "--json", "--rpc", node.url()});

    ASSERT_EQ(end.exit_code, kOk) << end.out << end.err;
    const Json document = Json::parse(end.out);
    const Json& endpoint = document["endpoints"].at(0);
    EXPECT_EQ(document["ok"], true);
    EXPECT_EQ(endpoint["chain_id"], 137);
    EXPECT_EQ(endpoint["latency"]["questions"], 25);
    EXPECT_LE(endpoint["latency"]["p50_ms"], endpoint["latency"]["p99_ms"]);
    EXPECT_EQ(endpoint["head"]["block"], 90'000'012);
    EXPECT_EQ(endpoint["head"]["behind"], 0);
    EXPECT_EQ(endpoint["logs_by_block_hash"]["ok"], true);
    EXPECT_EQ(endpoint["call_at_block_hash"]["ok"], true);
    EXPECT_EQ(endpoint["largest_batch"], 50);
    EXPECT_EQ(endpoint["state_at_blocks_back"], 8);
    EXPECT_EQ(endpoint["announces_blocks"], nullptr);
    EXPECT_LT(endpoint["requests"], 60);
}

TEST_F(Doctor, NamesAMissingUrl) {
    const ProcessEnd end = run({"check", "--online"});

    EXPECT_EQ(end.exit_code, kConfiguration);
    EXPECT_THAT(end.err, AllOf(HasSubstr("no RPC_URL"), HasSubstr("put the URL"), HasSubstr(".env")));
}

TEST_F(Doctor, NamesAUrlThatIsNone) {
    for (const char* url : {"node.example/v2/key", "ftp://node.example/key"}) {
        const ProcessEnd end = check(url);
        EXPECT_EQ(end.exit_code, kConfiguration);
        EXPECT_THAT(end.err, AllOf(HasSubstr("RPC_URL"), HasSubstr("https://"), Not(HasSubstr("key"))));
    }
    const ProcessEnd second = check(std::string{kDead} + ",node.example/key");
    EXPECT_EQ(second.exit_code, kConfiguration);
    EXPECT_THAT(second.err, AllOf(HasSubstr("part 2"), HasSubstr("https://")));
}

TEST_F(Doctor, NamesAHostThatDoesNotResolve) {
    // A label longer than any name may be: no name server is asked.
    const ProcessEnd end = check("https://" + std::string(70, 'x') + ".invalid/key");

    expect_problem(end, {"its name does not resolve", "typing mistake"});
    EXPECT_THAT(end.out + end.err, Not(HasSubstr("/key")));
}

TEST_F(Doctor, NamesAPortWhereNothingListens) {
    expect_problem(check(kDead), {"nothing listens at that host and port", "Start the node"});
}

TEST_F(Doctor, NamesAnotherChain) {
    ScriptedReply amoy;
    amoy.result = "\"0x13882\"";
    ServedNode node{refusing("eth_chainId", amoy)};

    expect_problem(check(node.url()), {"it is on chain 80002, the market on chain 137", "RPC_URL", "--market"});
}

TEST_F(Doctor, NamesARefusedKeyHoweverItIsRefused) {
    for (const ScriptedReply& reply :
         {reply_with_http(401, ""), reply_with_http(403, R"({"message":"forbidden"})"),
          reply_with_fault({-32000, "invalid api key"}), reply_with_fault({-32051, "API key disabled"})}) {
        ServedNode node{refusing("", reply)};
        expect_problem(check(node.url()), {"it refuses the key", "Copy the whole URL anew"});
    }
}

TEST_F(Doctor, NamesARateLimitAndTheSilenceItWants) {
    ServedNode node{refusing("", reply_too_many_requests(3600s))};

    const ProcessEnd end = check(node.url());

    expect_problem(end, {"more often than its plan allows", "3600 s of silence", "#rps="});
    EXPECT_LT(end.took, 10s) << "the hour is not waited out";
}

TEST_F(Doctor, NamesACertificateThatExpired) {
    const auto certificate = test::make_certificate("localhost", -1);
    ServedTls node{certificate};
    write("trusted.pem", certificate.certificate_pem);

    const ProcessEnd end = check(node.url(), {{"SSL_CERT_FILE", (folder() / "trusted.pem").string()}});

    expect_problem(end, {"its TLS certificate has expired", "date -u"});
}

TEST_F(Doctor, NamesACertificateThatNobodySigned) {
    ServedTls node{test::make_certificate("localhost")};

    expect_problem(check(node.url()), {"signed by nobody whom this machine trusts", "SSL_CERT_FILE"});
}

TEST_F(Doctor, NamesACertificateOfAnotherHost) {
    const auto certificate = test::make_certificate("other.example");
    ServedTls node{certificate};
    write("trusted.pem", certificate.certificate_pem);

    const ProcessEnd end = check(node.url(), {{"SSL_CERT_FILE", (folder() / "trusted.pem").string()}});

    expect_problem(end, {"its TLS certificate is for another host", "host name"});
}

TEST_F(Doctor, NamesTlsAtAPortWithout) {
    ServedNode node{sound()};

    expect_problem(check("https://" + node.host()), {"does not speak TLS", "http://"});
}

TEST_F(Doctor, NamesANodeWithoutLogsByBlockHash) {
    ServedNode node{refusing("eth_getLogs", reply_with_fault({-32602, "blockHash is not supported"}))};

    expect_problem(check(node.url()), {"does not serve eth_getLogs by block hash", "Use an endpoint"});
}

TEST_F(Doctor, NamesANodeWithoutStates) {
    ServedNode node{refusing("eth_call", reply_with_fault({-32000, "missing trie node 5f3e (path )"}))};

    expect_problem(check(node.url()), {"does not serve eth_call on the state of its newest block", "full node"});
}

TEST_F(Doctor, NamesAServiceThatIsNoNode) {
    ServedNode node{refusing("", reply_with_http(200, "<html>Welcome</html>"))};

    expect_problem(check(node.url()), {"no sound JSON-RPC node", "web page"});
}

TEST_F(Doctor, MeasuresASmallBatchAndGoesOn) {
    ServedNodeOptions options = sound();
    options.rpc.max_batch = 7;
    ServedNode node{std::move(options)};

    const ProcessEnd end = check(node.url());

    EXPECT_EQ(end.exit_code, kOk) << end.out << end.err;
    expect_line(end, {"batches: 6 calls at once (`run` needs none)"});
}

TEST_F(Doctor, NamesAClockThatIsMinutesAhead) {
    // Chain and node live five minutes ago: so does this machine look to them.
    ServedNodeOptions options = sound();
    options.head_age = 301s;
    HttpResponse dated{200, {}, R"({"jsonrpc":"2.0","id":0,"result":"node"})"};
    const auto then = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() - 300s);
    dated.headers.push_back({"Date", fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(then))});
    ScriptedReply reply;
    reply.http = dated;
    options.intercept = on_calls({"web3_clientVersion", 0, 1}, reply);
    ServedNode node{std::move(options)};

    expect_problem(check(node.url()), {"this machine's clock is 5.0 min ahead", "timedatectl set-ntp"});
}

TEST_F(Doctor, NamesAClockThatIsMinutesBehindAndGoesOn) {
    ServedNodeOptions options = sound();
    options.head_age = -300s;
    ServedNode node{std::move(options)};

    const ProcessEnd end = check(node.url());

    EXPECT_EQ(end.exit_code, kOk) << end.out << end.err;
    expect_line(end, {"WARNING", "clock is 5.0 min behind the newest block", "timedatectl set-ntp"});
}

TEST_F(Doctor, NamesANodeThatStandsStill) {
    ServedNodeOptions options = sound();
    options.head_age = 1h;
    ServedNode node{std::move(options)};

    expect_problem(check(node.url()), {"60.", "the node stands still", "Take another endpoint"});
}

TEST_F(Doctor, NamesAQuotaThatEndsBeforeTheMonthAndWhatWouldLast) {
    ServedNode node{sound()};

    const ProcessEnd end = check(node.url() + "#units_per_month=30M");

    EXPECT_EQ(end.exit_code, kOk) << "it works, at a slower pace: " << end.out << end.err;
    expect_line(end, {"WARNING budget", "30000000 units a month would be spent on", "--every", "would last"});
}

TEST_F(Doctor, NamesAQuotaThatDoesNotEvenPayForTheCheck) {
    ServedNode node{sound()};

    expect_problem(check(node.url() + "#units_per_day=100"), {"allow is spent", "raise the limit"});
}

TEST_F(Doctor, ADeadSecondEndpointIsToldAndHidesNothing) {
    ServedNode node{sound()};

    const ProcessEnd end = check(node.url() + "," + kDead);

    EXPECT_EQ(end.exit_code, kOk) << end.out << end.err;
    expect_line(end, {"PROBLEM http://127.0.0.1 (endpoint 2 of 2)", "nothing listens"});
    expect_line(end, {"http://127.0.0.1 (endpoint 1 of 2): latency"});
    expect_line(end, {"run: would work, with 1 of 2 endpoints"});
}

TEST_F(Doctor, AFirstEndpointThatHangsCostsOneDeadline) {
    ServedNode hanging{refusing("", reply_after(60s))};
    ServedNode node{sound()};

    const ProcessEnd end = check(hanging.url() + "," + node.url());

    EXPECT_EQ(end.exit_code, kOk) << end.out << end.err;
    EXPECT_LT(end.took, 20s);
    expect_line(end, {"PROBLEM", "(endpoint 1 of 2)", "not answer in time"});
    expect_line(end, {"run: would work, with 1 of 2 endpoints"});
}

TEST_F(Doctor, AnEndpointThatLagsIsMeasuredAgainstTheOther) {
    ServedNode best{sound()};
    ServedNodeOptions options = sound();
    options.blocks -= 5;
    options.head_age = 11s;
    ServedNode lagging{std::move(options)};

    const ProcessEnd end = check(best.url() + "," + lagging.url());

    EXPECT_EQ(end.exit_code, kOk) << end.out << end.err;
    expect_line(end, {"WARNING", "(endpoint 2 of 2)", "5 behind the best"});
}

TEST_F(Doctor, AWebSocketThatAnnouncesBlocksIsHeard) {
    ServedNodeOptions options = sound();
    options.block_interval = 500ms;
    ServedNode node{std::move(options)};

    const ProcessEnd end = check("ws://" + node.host());

    EXPECT_EQ(end.exit_code, kOk) << end.out << end.err;
    expect_line(end, {"new blocks are announced"});
}

}  // namespace
}  // namespace dexarb::testing
