#include <regex>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/service/page_assets.hpp"

#include "schema.hpp"
#include "served_run.hpp"
#include "service/openapi.hpp"

namespace dexarb::testing {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Json document() {
    return Json::parse(openapi_document());
}

const std::string kApiBearer = std::string{"Authorization: bearer "} + kToken + "\r\n";

class Api : public ServedRun {
  protected:
    Json json_of(const std::string& target) const {
        const RawAnswer answer = get_when_there(target);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        return Json::parse(answer.body, nullptr, false);
    }
};

TEST_F(Api, EveryPathOfTheDocumentAnswersAsItsSchemaSays) {
    serve();
    play();
    const Json openapi = document();
    std::size_t checked = 0;

    for (const auto& [path, methods] : openapi["paths"].items()) {
        if (!methods.contains("get") || path == "/api/v1/events") continue;
        const std::string target = std::regex_replace(path, std::regex{R"(\{name\})"}, "eager");
        const RawAnswer answer = get_when_there(target);
        EXPECT_EQ(answer.status, 200) << target << answer.body;
        const Json& content = methods["get"]["responses"]["200"]["content"];
        const std::string type = answer.header("Content-Type").substr(0, answer.header("Content-Type").find(';'));
        ASSERT_TRUE(content.contains(type)) << target << " is " << type;
        if (type != "application/json") continue;
        EXPECT_THAT(violations(openapi, content[type]["schema"], Json::parse(answer.body)), IsEmpty()) << target;
        ++checked;
    }

    EXPECT_EQ(checked, 12);
}

TEST_F(Api, EveryPathServedIsInTheDocument) {
    serve();
    const Json openapi = document();
    for (const std::string path :
         {"healthz", "readyz", "metrics", "api/v1/status", "api/v1/report", "api/v1/configs", "api/v1/configs/{name}",
          "api/v1/trades", "api/v1/opportunities", "api/v1/funnel", "api/v1/survival", "api/v1/equity", "api/v1/pools"})
        EXPECT_TRUE(openapi["paths"].contains("/" + path)) << path;
    for (const std::string path : {"endpoints", "events", "openapi.json", "configs/{name}/pause",
                                   "configs/{name}/resume", "configs/{name}/reset", "reload"})
        EXPECT_TRUE(openapi["paths"].contains("/api/v1/" + path)) << path;
    EXPECT_EQ(openapi["paths"].size(), 20U);
}

TEST_F(Api, TheSchemasFindWhatDoesNotFit) {
    const Json openapi = document();
    const Json status{{"$ref", "#/components/schemas/Trade"}};

    EXPECT_FALSE(violations(openapi, status, Json::object()).empty());
    EXPECT_FALSE(violations(openapi, {{"type", "integer"}}, 1.5).empty());
    EXPECT_FALSE(violations(openapi, {{"type", "string"}, {"enum", {"a"}}}, "b").empty());
    EXPECT_THAT(violations(openapi, {{"type", {"number", "null"}}}, nullptr), IsEmpty());
}

TEST_F(Api, TheBooksAreThoseOfTheEngine) {
    serve();
    play();

    const Json status = json_of("/api/v1/status");

    const TraderMetrics metrics = engine->metrics(ConfigIndex{0});
    ASSERT_GT(metrics.actions, 0U);
    for (const Json& row : status["configs"])
        if (row["id"] == "eager") {
            EXPECT_EQ(row["actions"], metrics.actions);
            EXPECT_EQ(row["net_usd"], to_double(metrics.net_usd));
        }
    EXPECT_EQ(status["block"]["number"], newest->number());
    EXPECT_EQ(status["queues"][0]["waiting"], 3);
    EXPECT_EQ(status["alerts"][0]["webhook"], "ops");
    EXPECT_EQ(status["alerts"][0]["delivered"], 5);
}

TEST_F(Api, SurvivalIsTheReportsOwnAndComesOnceForAnETag) {
    serve();
    play();

    const Json survival = json_of("/api/v1/survival");
    const std::string etag = get("/api/v1/survival").header("ETag");

    EXPECT_EQ(survival, json_of("/api/v1/report")["survival"]);
    EXPECT_GT(survival["all"]["watched"], 0);
    EXPECT_EQ(survival["all"]["curve"].size(), 8U);
    EXPECT_FALSE(survival["groups"].empty());
    EXPECT_FALSE(etag.empty());
    EXPECT_EQ(get("/api/v1/survival", "If-None-Match: " + etag + "\r\n").status, 304);
}

TEST_F(Api, PagesOfTradesFollowEachOtherAndLackNone) {
    serve();
    play();

    std::set<std::uint64_t> numbers;
    std::string target = "/api/v1/trades?limit=3";
    std::uint64_t below = UINT64_MAX;
    while (true) {
        const Json page = json_of(target);
        ASSERT_LE(page["trades"].size(), 3U);
        for (const Json& trade : page["trades"]) {
            EXPECT_LT(trade["number"].get<std::uint64_t>(), below);
            below = trade["number"].get<std::uint64_t>();
            numbers.insert(below);
        }
        if (page["next"].is_null()) break;
        target = "/api/v1/trades?limit=3&before=" + page["next"].dump();
    }

    EXPECT_GT(numbers.size(), 3U);
    EXPECT_EQ(*numbers.begin(), 1U);
    EXPECT_EQ(*numbers.rbegin(), numbers.size());
}

TEST_F(Api, TheTradesOfAConfigurationAddUpToItsNet) {
    serve();
    play();

    const Json page = json_of("/api/v1/trades?config=eager&limit=500");

    double net = 0.0;
    for (const Json& trade : page["trades"])
        if (trade["state"] != "quarantined" && trade["state"] != "stranded" && trade["state"] != "in_flight")
            net += trade["net_usd"].get<double>();
    EXPECT_TRUE(page["next"].is_null());
    EXPECT_NEAR(net, to_double(engine->metrics(ConfigIndex{0}).net_usd), 1e-6);
}

TEST_F(Api, WrongParametersAreNamed) {
    serve();
    play();
    static_cast<void>(json_of("/api/v1/status"));

    EXPECT_THAT(get("/api/v1/trades?limit=0").body, HasSubstr("limit: a whole number from 1 to 500"));
    EXPECT_EQ(get("/api/v1/trades?limit=501").status, 400);
    EXPECT_EQ(get("/api/v1/trades?config=nobody").status, 400);
    EXPECT_EQ(get("/api/v1/opportunities?open=maybe").status, 400);
    EXPECT_EQ(get("/api/v1/report?format=xml").status, 400);
    EXPECT_EQ(get("/api/v1/configs/nobody").status, 404);
    EXPECT_EQ(get("/api/v1/equity?points=1").status, 400);
}

TEST_F(Api, AnAnswerIsNotSentAgainUntilSomethingChanged) {
    serve();
    play();
    const RawAnswer first = get_when_there("/api/v1/status");
    const std::string etag = first.header("ETag");
    ASSERT_FALSE(etag.empty());

    const RawAnswer again = get("/api/v1/status", "If-None-Match: \"other\", W/" + etag + "\r\n");
    publish();
    RawAnswer later = get("/api/v1/status", "If-None-Match: " + etag + "\r\n");
    for (int i = 0; i < 1000 && later.status == 304; ++i)
        later = get("/api/v1/status", "If-None-Match: " + etag + "\r\n");

    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("ETag"), etag);
    EXPECT_EQ(later.status, 200);
}

TEST_F(Api, HeadSaysTheLengthAndNoMore) {
    serve();
    play();
    const RawAnswer whole = get_when_there("/api/v1/configs");

    const RawAnswer head = ask("HEAD", "/api/v1/configs");

    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(head.header("Content-Length"), std::to_string(whole.body.size()));
    EXPECT_EQ(ask("HEAD", "/api/v1/events").status, 200);
}

TEST_F(Api, WrongMethodsAreToldTheRightOnes) {
    serve();

    for (const char* method : {"DELETE", "PUT", "PATCH", "TRACE", "PROPFIND"})
        EXPECT_EQ(ask(method, "/api/v1/status").status, 403) << method << ": a change without a token";
    service.reset();
    ServiceOptions options;
    options.token = kToken;
    serve(std::move(options));
    const RawAnswer refused = ask("DELETE", "/api/v1/status", kApiBearer);
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(refused.header("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(get("/api/v1/reload").status, 405);
    EXPECT_EQ(get("/api/v1/reload").header("Allow"), "POST");
    EXPECT_EQ(ask("OPTIONS", "/api/v1/status").header("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(get("/api/v1/nothing").status, 404);
}

TEST_F(Api, EveryAnswerTellsBrowsersToTrustNobodyElse) {
    serve();

    for (const char* path : {"/", "/healthz", "/api/v1/status", "/nothing"}) {
        const RawAnswer answer = get(path);
        EXPECT_THAT(answer.header("Content-Security-Policy"), HasSubstr("default-src 'none'")) << path;
        EXPECT_THAT(answer.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'")) << path;
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer") << path;
        EXPECT_NE(answer.header("Cache-Control"), "") << path;
        EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "") << path;
    }
}

TEST_F(Api, ThePageIsKeptByBrowsersUntilItChanges) {
    serve();
    ASSERT_NE(find_page_asset("index.html"), nullptr);

    for (const PageAsset& asset : page_assets()) {
        const std::string path = asset.path == "index.html" ? "/" : "/" + std::string{asset.path};
        const RawAnswer answer = get(path);
        EXPECT_EQ(answer.body, asset.bytes) << path;
        EXPECT_EQ(answer.header("Content-Type"), asset.content_type) << path;
        EXPECT_EQ(answer.header("Cache-Control").find("immutable") != std::string::npos, asset.is_immutable) << path;
        EXPECT_EQ(get(path, "If-None-Match: " + answer.header("ETag") + "\r\n").status, 304) << path;
    }
}

TEST_F(Api, ReadinessFollowsTheFeed) {
    serve();
    EXPECT_EQ(get("/healthz").status, 200);
    EXPECT_EQ(get("/readyz").status, 503);

    play();

    EXPECT_EQ(get_when_there("/readyz").status, 200);
}

TEST_F(Api, ChangesReachTheHandlerAndItsAnswerComesBack) {
    std::vector<ControlRequest> seen;
    ServiceOptions options;
    options.token = kToken;
    options.control = [&seen](ControlRequest request, ControlReply reply) {
        seen.push_back(request);
        reply(request.config == "eager" ? ControlAnswer{200, "done"} : ControlAnswer{404, "no such configuration"});
    };
    serve(std::move(options));

    EXPECT_EQ(ask("POST", "/api/v1/configs/eager/pause", kApiBearer).body, "done\n");
    EXPECT_EQ(ask("POST", "/api/v1/configs/nobody/reset", kApiBearer).status, 404);
    EXPECT_EQ(ask("POST", "/api/v1/reload", kApiBearer).status, 404);

    ASSERT_EQ(seen.size(), 3U);
    EXPECT_EQ(seen[0].action, ControlAction::kPause);
    EXPECT_EQ(seen[1].action, ControlAction::kReset);
    EXPECT_EQ(seen[2].action, ControlAction::kReload);
}

TEST_F(Api, ChangesOfAConfigurationAreForPostAndTheToken) {
    ServiceOptions options;
    options.token = kToken;
    options.control = [](const ControlRequest& request, const ControlReply& reply) {
        reply(request.action == ControlAction::kResume ? ControlAnswer{409, "eager is not paused"}
                                                       : ControlAnswer{200, "done"});
    };
    serve(std::move(options));

    for (const std::string verb : {"pause", "resume", "reset"}) {
        const std::string path = "/api/v1/configs/eager/" + verb;
        EXPECT_EQ(ask("POST", path, kApiBearer).status, verb == "resume" ? 409U : 200U);
        EXPECT_EQ(ask("POST", path).status, 401);
        EXPECT_EQ(ask("GET", path, kApiBearer).status, 405);
    }
}

TEST_F(Api, EventsTellOfEveryBlockAndEndWithTheRun) {
    serve();
    RawClient client{port()};
    client.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.read_until("event: hello");

    play();
    client.read_until("event: block");
    std::thread stopping{[this] { service->stop(std::chrono::seconds{10}); }};
    const std::string all = client.read_to_end();
    stopping.join();

    std::size_t blocks = 0;
    for (auto at = all.find("event: block\n"); at != std::string::npos; at = all.find("event: block\n", at + 1))
        ++blocks;
    EXPECT_GT(blocks, 90U);
    for (const char* part :
         {"Content-Type: text/event-stream", "event: trade\n", "event: opportunity\n", "event: end\n"})
        EXPECT_NE(all.find(part), std::string::npos) << part;
    EXPECT_TRUE(all.ends_with("\r\n0\r\n\r\n")) << "the last chunk";
}

}  // namespace
}  // namespace dexarb::testing
