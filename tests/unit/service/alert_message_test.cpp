#include "service/alert_message.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "service/webhook_answer.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = WebhookVerdict::Kind;

Webhook with_body(std::string body) {
    Webhook webhook;
    webhook.body = std::move(body);
    webhook.variables["chat_id"] = "12\"34";
    return webhook;
}

Alert some_alert() {
    return {AlertKind::kPaused, AlertSeverity::kError, Timestamp{1'000ms}, "a \"title\"", "line\nwith \\ and {title}"};
}

Json message(std::string body, const Alert& alert = some_alert()) {
    return Json::parse(alert_message(with_body(std::move(body)), alert, "Polygon", "host1"));
}

TEST(AlertMessage, ValuesStayInsideTheirStrings) {
    const Json sent = message(R"({"a": ["{title}: {text}"], "b": {"c": "{chat_id} {market} {host}"}, "n": 7})");

    EXPECT_EQ(sent["a"][0], "a \"title\": line\nwith \\ and {title}");
    EXPECT_EQ(sent["b"]["c"], "12\"34 Polygon host1");
    EXPECT_EQ(sent["n"], 7);
}

TEST(AlertMessage, FillsInWhatTheAlertIs) {
    const Json sent =
        message(R"({"k": "{kind}", "s": "{severity}", "t": "{time}", "p": "{priority}", "q": "p{priority}",
                                  "c": "{colour}"})");

    EXPECT_EQ(sent["k"], "paused");
    EXPECT_EQ(sent["s"], "error");
    EXPECT_EQ(sent["t"], "1970-01-01T00:00:01.000Z");
    EXPECT_EQ(sent["p"], 5) << "alone it is a number";
    EXPECT_EQ(sent["q"], "p5");
    EXPECT_TRUE(sent["c"].is_number());
}

TEST(AlertMessage, IsCutBetweenLettersAndSurvivesBadBytes) {
    Alert alert = some_alert();
    alert.text.clear();
    for (int i = 0; i < 2'000; ++i)
        alert.text += "\xc3\xa9";
    alert.title = "bad \xff byte";

    const Json sent = message(R"({"text": "{text}", "title": "{title}"})", alert);

    const std::string text = sent["text"];
    EXPECT_LE(text.size(), 1'600U);
    EXPECT_THAT(text, EndsWith("\xc3\xa9..."));
    EXPECT_EQ(sent["title"], "bad \xef\xbf\xbd byte");
}

/// Names come from files and errors from nodes: whatever they hold, what is sent is JSON, and each value stays whole.
TEST(AlertMessage, NothingThatANameHoldsLeavesItsString) {
    const std::string evil = "\"}, {\"text\": \"<!channel> @everyone\\\", {host} \xf0\x9f\x9a\x80 \xe2\x80\xae";
    Alert alert = some_alert();
    alert.title = evil + "\n\r\t\x01\x7f";
    alert.text = evil + std::string{"\n\0\x1b[31m", 7};

    const Json sent = Json::parse(
        alert_message(with_body(R"({"title": "{title}", "text": "{text}", "from": "{market}"})"), alert, evil, "h"));

    EXPECT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent["title"], evil + "     ");
    EXPECT_EQ(sent["text"], evil + "\n  [31m");
    EXPECT_EQ(sent["from"], evil);
}

std::size_t longest_string(const Json& node) {
    if (node.is_string()) return node.get_ref<const std::string&>().size();
    std::size_t longest = 0;
    for (const Json& child : node)
        longest = std::max(longest, longest_string(child));
    return longest;
}

/// Discord takes 2,000 letters in its strictest field, ntfy and Telegram 4,096 bytes, Slack 150 in a header.
TEST(AlertMessage, HowLongEverythingIsNoServiceRefusesIt) {
    Alert alert = some_alert();
    alert.title = std::string(50'000, '\xff');
    alert.text = std::string(100'000, '\xff');
    const std::string name(5'000, '"');

    const Json sent = Json::parse(alert_message(
        with_body(R"({"all": "{severity}: {title} {text} {market} {host}", "title": "{title}"})"), alert, name, name));

    EXPECT_LE(longest_string(sent), 2'000U);
    EXPECT_LE(longest_string(sent["title"]), 140U);
}

Result<HttpResponse> answer(unsigned status, std::vector<HttpHeader> headers = {}, std::string body = "") {
    HttpResponse response;
    response.status = status;
    response.headers = std::move(headers);
    response.body = std::move(body);
    return response;
}

constexpr std::chrono::sys_seconds kNow{1'000s};

TEST(WebhookAnswer, OnlyWhatMayPassLaterIsRepeated) {
    for (const unsigned status : {200U, 201U, 204U})
        EXPECT_EQ(judge_answer(answer(status), kNow).kind, Kind::kDelivered) << status;
    for (const unsigned status : {408U, 425U, 429U, 500U, 503U})
        EXPECT_EQ(judge_answer(answer(status), kNow).kind, Kind::kLater) << status;
    for (const unsigned status : {301U, 400U, 401U, 403U, 404U, 410U})
        EXPECT_EQ(judge_answer(answer(status), kNow).kind, Kind::kNever) << status;
    EXPECT_EQ(judge_answer(Error{ErrorCode::kNetwork, "no reply"}, kNow).kind, Kind::kLater);
    EXPECT_EQ(judge_answer(Error{ErrorCode::kInvalidInput, "too large"}, kNow).kind, Kind::kNever);
    EXPECT_EQ(judge_answer(Error{ErrorCode::kMalformed, "no HTTP"}, kNow).kind, Kind::kNever) << "it may be taken";
}

TEST(WebhookAnswer, HintsAreReadInEveryFormThatServicesUse) {
    const auto hint = [](const Result<HttpResponse>& said) { return judge_answer(said, kNow).hint; };

    EXPECT_EQ(hint(answer(429, {{"Retry-After", "3"}})), 3s);
    EXPECT_EQ(hint(answer(429, {{"retry-after", "0.25"}})), 250ms);
    EXPECT_EQ(hint(answer(503, {{"Retry-After", "Thu, 01 Jan 1970 00:17:00 GMT"}})), 20s);
    EXPECT_EQ(hint(answer(503, {{"Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"}})), 0s) << "the past is now";
    EXPECT_EQ(hint(answer(429, {}, R"({"message": "slow down", "retry_after": 1.5})")), 1'500ms);
    EXPECT_EQ(hint(answer(429, {}, R"({"ok": false, "parameters": {"retry_after": 35}})")), 35s);
    EXPECT_EQ(hint(answer(429, {{"Retry-After", "1e99"}})), std::nullopt);
    EXPECT_EQ(hint(answer(429, {{"Retry-After", "99999999"}})), 24h) << "no service means more";
    EXPECT_EQ(hint(answer(429, {}, R"({"retry_after": 1e300})")), 24h);
    EXPECT_EQ(hint(answer(429, {{"Retry-After", "-3"}})), std::nullopt);
    EXPECT_EQ(hint(answer(429, {}, "[1, 2")), std::nullopt);
}

TEST(WebhookAnswer, TheServicesOwnSentenceIsPassedOnAndAPageIsNot) {
    const std::string telegram =
        judge_answer(answer(400, {}, R"({"ok":false,"description":"Bad Request:\nchat not found"})"), kNow).reason;
    const std::string page = judge_answer(answer(404, {}, "<html>nothing here</html>"), kNow).reason;

    EXPECT_EQ(telegram, "HTTP 400: Bad Request: chat not found");
    EXPECT_EQ(page, "HTTP 404");
    EXPECT_THAT(judge_answer(answer(302), kNow).reason, HasSubstr("a redirect, which is not followed"));
}

}  // namespace
}  // namespace dexarb
