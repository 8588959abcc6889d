#include "dexarb/config/alerts_file.hpp"

#include <gmock/gmock.h>

#include "dexarb/config/alert_template.hpp"

#include "config_support.hpp"

namespace dexarb {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

const Variables kSecrets{{"ALERT_URL", "https://hooks.example/services/T0P-S3CRET"},
                         {"ALERT_TOPIC", "a-secret-topic"},
                         {"ALERT_BAD", "ftp://hooks.example/T0P-S3CRET"}};

Result<AlertOptions> read(const std::string& text) {
    const TemplatePlaces places{shipped(""), shipped("alerts")};
    return read_alerts(parse_json(text, "a.json").value(), "a.json", places, kSecrets);
}

std::string alerts_refusal(const std::string& text) {
    const auto options = read(text);
    return options ? "" : options.error().detail;
}

/// A file with one webhook of Discord's, and more of its members.
std::string webhook(const std::string& more, const std::string& url = "$ALERT_URL") {
    return R"({"webhooks": [{"name": "w", "url": ")" + url + "\"" + more + "}]}";
}
const std::string kDiscord = R"(, "template": "discord")";

TEST(AlertsFile, GivesAWebhookItsTemplateItsSecretsAndAllKinds) {
    const AlertOptions options = read(webhook(kDiscord)).value();

    EXPECT_EQ(options.rules, AlertRules{});
    ASSERT_EQ(options.webhooks.size(), 1U);
    EXPECT_EQ(options.webhooks[0].url, kSecrets.at("ALERT_URL"));
    EXPECT_TRUE(options.webhooks[0].kinds.all());
    EXPECT_EQ(options.webhooks[0].messages_per_minute, 20U);
    EXPECT_THAT(options.webhooks[0].body, HasSubstr(R"("description":"{text}")"));
}

TEST(AlertsFile, TakesRulesKindsAndVariables) {
    const AlertOptions options = read(R"({
        "rules": {"trade_above_usd": 2.5, "no_block_after_seconds": 30, "endpoint_lost_after_seconds": 90,
                  "quota_left_percent": 5},
        "webhooks": [{"name": "w", "url": "$ALERT_URL", "template": "ntfy", "messages_per_minute": 3,
                      "kinds": ["no_block", "trade"], "variables": {"topic": "$ALERT_TOPIC"}}]})")
                                     .value();

    EXPECT_EQ(options.rules, (AlertRules{{2'500'000}, std::chrono::seconds{30}, std::chrono::seconds{90}, 5}));
    const Webhook& webhook = options.webhooks.at(0);
    EXPECT_THAT(webhook.variables, ElementsAre(Pair("topic", "a-secret-topic")));
    EXPECT_EQ(webhook.messages_per_minute, 3U);
    EXPECT_EQ(webhook.kinds.count(), 2U);
    EXPECT_TRUE(webhook.kinds.test(static_cast<std::size_t>(AlertKind::kTrade)));
}

TEST(AlertsFile, RefusalsNameThePlaceAndWhatIsMeant) {
    const struct {
        std::string text;
        const char* says;
    } cases[] = {
        {"{}", "a.json: \"webhooks\" is missing"},
        {R"({"webhooks": []})", "a.json: /webhooks: must not be empty"},
        {R"({"webhook": []})", "/webhook: unknown key; did you mean \"webhooks\"?"},
        {webhook(kDiscord + R"(, "kind": ["trade"])"), "/webhooks/0/kind: unknown key; did you mean \"kinds\"?"},
        {webhook(kDiscord + R"(, "kinds": ["no_blok"])"),
         "/webhooks/0/kinds/0: unknown kind \"no_blok\"; did you mean \"no_block\"?"},
        {webhook(kDiscord + R"(, "kinds": [])"), "/webhooks/0/kinds: must not be empty"},
        {webhook(kDiscord + R"(, "messages_per_minute": 0)"), "/webhooks/0/messages_per_minute: 0 is impossible"},
        {webhook(R"(, "template": "discrod")"), "did you mean \"discord\"?"},
        {webhook(R"(, "template": "no/such.json")"), "no/such.json"},
        {webhook(R"(, "template": "ntfy")"), "/webhooks/0: the template wants \"topic\" among the variables"},
        {webhook(R"(, "template": "ntfy", "variables": {"topics": "x", "topic": "y"})"),
         "/webhooks/0/variables/topics: unknown key; did you mean \"topic\"?"},
        {webhook(kDiscord, "$ALERT_ULR"), "ALERT_ULR is not set: put it into .env or the environment; did you mean"},
        {webhook(kDiscord, "$RPC_URL"), "names of such variables begin with ALERT_"},
        {webhook(kDiscord, "$PRIVATE_KEY"), "names of such variables begin with ALERT_"},
        {webhook(kDiscord, "$ALERT_BAD"), "$ALERT_BAD holds no http:// or https:// address"},
        {R"({"rules": {"quota_left_percent": 100}, "webhooks": []})", "/rules/quota_left_percent: 100 is impossible"},
        {R"({"rules": {"trade_above": 1}, "webhooks": []})", "did you mean \"trade_above_usd\"?"},
        {R"({"webhooks": [{"name": "w", "url": "$ALERT_URL", "template": "slack"},
                          {"name": "w", "url": "$ALERT_URL", "template": "slack"}]})",
         "/webhooks/1: another webhook is called \"w\" too"},
    };

    for (const auto& [text, says] : cases) {
        EXPECT_THAT(alerts_refusal(text), HasSubstr(says)) << text;
        EXPECT_THAT(alerts_refusal(text), Not(HasSubstr("S3CRET")));
    }
}

TEST(AlertsFile, AnAddressInTheFileItselfIsRefusedAndNotRepeated) {
    const std::string said = alerts_refusal(webhook(kDiscord, "https://hooks.example/T0P-S3CRET"));

    EXPECT_THAT(said, HasSubstr("/webhooks/0/url: a webhook's address is a secret: put it into .env"));
    EXPECT_THAT(said, Not(HasSubstr("S3CRET")));
}

TEST(AlertsFile, TheShippedOneIsReadWithItsVariables) {
    const auto options =
        load_alerts(shipped("alerts.json"), {{"ALERT_NTFY_URL", "https://ntfy.sh/"}, {"ALERT_NTFY_TOPIC", "t"}});

    ASSERT_TRUE(options) << options.error().detail;
    EXPECT_EQ(options->webhooks.size(), 1U);
    EXPECT_EQ(options->rules, AlertRules{}) << "what it says is what holds without it";
}

TEST(AlertsSchema, NamesEveryKindAndEveryKeyOfTheLoader) {
    const auto schema = load_json(shipped("alerts.schema.json")).value();
    const JsonNode& entry = *schema.find("properties")->find("webhooks")->find("items")->find("properties");

    std::vector<std::string> kinds;
    for (const JsonNode& kind : entry.find("kinds")->find("items")->find("enum")->elements)
        kinds.push_back(kind.text);
    std::vector<std::string> known;
    for (const AlertKindFacts& facts : alert_kinds())
        known.emplace_back(facts.name);
    EXPECT_EQ(kinds, known);
    for (const std::string& key : entry.keys)
        EXPECT_THAT(alerts_refusal(R"({"webhooks": [{"~~~~~~~~": 0}]})"), HasSubstr(key));
    for (const std::string& key : schema.find("properties")->find("rules")->find("properties")->keys)
        EXPECT_THAT(alerts_refusal(R"({"rules": {"~~~~~~~~": 0}, "webhooks": []})"), HasSubstr(key));
}

std::string template_refusal(const std::string& text) {
    const auto found = read_alert_template(parse_json(text, "t.json").value(), "t.json");
    return found ? "" : found.error().detail;
}

TEST(AlertTemplate, EachShippedOneIsSoundAndHasTitleAndText) {
    for (const char* name : {"discord", "ntfy", "slack", "telegram"}) {
        const auto found = load_alert_template(shipped("alerts/" + std::string{name} + ".json"));
        ASSERT_TRUE(found) << found.error().detail;
        EXPECT_THAT(found->body, HasSubstr("{title}")) << name;
        EXPECT_THAT(found->body, HasSubstr("{text}")) << name;
    }
}

TEST(AlertTemplate, RefusesWhatCouldNotBeFilledIn) {
    const struct {
        const char* text;
        const char* says;
    } cases[] = {
        {R"({"body": {"a": ["{titel}"]}})", "t.json: /body/a/0: unknown placeholder {titel}; did you mean \"title\"?"},
        {R"({"body": "{title}"})", "t.json: /body: must be an object"},
        {R"({})", "body"},
        {R"({"variables": ["chat"], "body": {}})", "/variables: chat is used nowhere"},
        {R"({"variables": ["Chat"], "body": {}})", "lower-case letters"},
        {R"({"variables": ["title"], "body": {"a": "{title}"}})", "title is a placeholder of every template"},
        {R"({"headers": {"Host": "x"}, "body": {}})", "/headers/Host: this header is not for a template to set"},
        {R"({"headers": {"X Y": "x"}, "body": {}})", "no name that a header may have"},
        {R"({"headers": {"X": "{title}"}, "body": {}})", "/headers/X: unknown placeholder {title}"},
    };

    for (const auto& [text, says] : cases)
        EXPECT_THAT(template_refusal(text), HasSubstr(says)) << text;
}

TEST(AlertTemplate, HeadersAreFilledWithVariables) {
    const TemporaryFile file{R"({"variables": ["token"], "headers": {"Authorization": "Bearer {token}"}, "body": {}})"};
    const TemplatePlaces places{std::filesystem::path{file.path()}.parent_path(), ""};
    const std::string name = std::filesystem::path{file.path()}.filename().string();
    const std::string text = webhook(R"(, "template": "./)" + name + R"(", "variables": {"token": "$ALERT_TOPIC"})");

    const auto options = read_alerts(parse_json(text, "a.json").value(), "a.json", places, kSecrets);

    ASSERT_TRUE(options) << options.error().detail;
    EXPECT_THAT(options->webhooks.at(0).headers, ElementsAre(Pair("Authorization", "Bearer a-secret-topic")));
}

}  // namespace
}  // namespace dexarb
