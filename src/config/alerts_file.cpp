#include "dexarb/config/alerts_file.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>

#include "dexarb/base/placeholders.hpp"
#include "dexarb/config/alert_template.hpp"
#include "dexarb/config/json_reader.hpp"
#include "dexarb/config/nearest_name.hpp"

namespace dexarb {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostDollars = 1'000'000'000;
constexpr std::uint64_t kLongestLimitSeconds = 86'400;
constexpr std::uint64_t kMostMessagesAMinute = 600;
constexpr std::size_t kMostWebhooks = 16;
constexpr unsigned kDollarPlaces = 6;

std::vector<std::string> kind_names() {
    std::vector<std::string> names;
    for (const AlertKindFacts& facts : alert_kinds())
        names.emplace_back(facts.name);
    return names;
}

bool is_webhook_name(const std::string& text) {
    return std::ranges::all_of(
        text, [](unsigned char letter) { return std::isalnum(letter) != 0 || letter == '_' || letter == '-'; });
}

class AlertsReader {
  public:
    AlertsReader(Problems& problems, const TemplatePlaces& places, const Variables& secrets)
        : problems_{problems}, places_{places}, secrets_{secrets} {}

    AlertOptions read(const JsonReader& root) {
        AlertOptions options;
        if (!root.object({"$schema", "rules", "webhooks"})) return options;
        if (const auto rules = root.find("rules")) read_rules(*rules, options.rules);
        const auto webhooks = root.require("webhooks");
        if (!webhooks) return options;
        webhooks->refuse_if_empty();
        for (const JsonReader& webhook : webhooks->list()) {
            options.webhooks.push_back(read_webhook(webhook));
            refuse_repeated(webhook, options.webhooks);
        }
        if (options.webhooks.size() > kMostWebhooks) webhooks->refuse(fmt::format("at most {}", kMostWebhooks));
        return options;
    }

  private:
    static void read_rules(const JsonReader& reader, AlertRules& rules) {
        if (!reader.object(
                {"trade_above_usd", "no_block_after_seconds", "endpoint_lost_after_seconds", "quota_left_percent"}))
            return;
        if (const auto limit = reader.find("trade_above_usd"))
            if (const auto value = limit->scaled(kDollarPlaces, kMostDollars))
                rules.trade_above = {static_cast<std::int64_t>(*value)};
        read_seconds(reader, "no_block_after_seconds", rules.no_block_after);
        read_seconds(reader, "endpoint_lost_after_seconds", rules.endpoint_lost_after);
        if (const auto percent = reader.find("quota_left_percent"))
            rules.quota_left_percent = static_cast<unsigned>(percent->whole(1, 99).value_or(1));
    }

    static void read_seconds(const JsonReader& reader, const char* key, std::chrono::seconds& seconds) {
        if (const auto limit = reader.find(key))
            if (const auto value = limit->whole(1, kLongestLimitSeconds))
                seconds = std::chrono::seconds{static_cast<std::int64_t>(*value)};
    }

    Webhook read_webhook(const JsonReader& reader) {
        Webhook webhook;
        if (!reader.object({"name", "template", "url", "variables", "kinds", "messages_per_minute"})) return webhook;
        if (const auto name = reader.require("name")) webhook.name = read_name(*name);
        if (const auto url = reader.require("url")) webhook.url = read_url(*url);
        webhook.kinds.set();
        if (const auto kinds = reader.find("kinds")) webhook.kinds = read_kinds(*kinds);
        if (const auto rate = reader.find("messages_per_minute"))
            webhook.messages_per_minute = rate->whole(1, kMostMessagesAMinute).value_or(1);
        if (const auto name = reader.require("template")) fill(webhook, reader, *name);
        return webhook;
    }

    static std::string read_name(const JsonReader& reader) {
        const auto name = reader.string();
        if (name && !is_webhook_name(*name)) reader.refuse("a name has letters, digits, _ and - only");
        return name.value_or("");
    }

    static void refuse_repeated(const JsonReader& reader, const std::vector<Webhook>& webhooks) {
        const std::string& name = webhooks.back().name;
        const auto same = std::ranges::count(webhooks, name, &Webhook::name);
        if (same > 1 && !name.empty()) reader.refuse(fmt::format("another webhook is called \"{}\" too", name));
    }

    /// A literal may be a secret that stands in the wrong place, so it is not repeated.
    std::string read_url(const JsonReader& reader) {
        const auto text = reader.string();
        if (!text) return "";
        if (!text->starts_with('$')) {
            reader.refuse(
                "a webhook's address is a secret: put it into .env, and its name with a $ in front here, like "
                "$ALERT_DISCORD_URL");
            return "";
        }
        const std::string url = value_of(reader, *text);
        const auto is_bad = [](unsigned char letter) { return letter <= ' ' || letter > '~'; };
        const bool is_served = url.starts_with("http://") || url.starts_with("https://");
        if (!url.empty() && (!is_served || endpoint_name(url).ends_with("//") || std::ranges::any_of(url, is_bad)))
            reader.refuse(fmt::format("{} holds no http:// or https:// address", *text));
        return url;
    }

    /// A literal, or what the variable behind the $ holds.
    std::string value_of(const JsonReader& reader, const std::string& text) {
        if (!text.starts_with('$')) return text;
        const std::string name = text.substr(1);
        const auto found = secrets_.find(name);
        if (!name.starts_with(kAlertVariablePrefix))
            reader.refuse(fmt::format("${} is not read: names of such variables begin with ALERT_", name));
        else if (found == secrets_.end())
            reader.refuse(fmt::format("{} is not set: put it into .env or the environment{}", name, near_name(name)));
        else
            return found->second;
        return "";
    }

    std::string near_name(const std::string& name) const {
        std::vector<std::string> names;
        for (const auto& [known, value] : secrets_)
            names.push_back(known);
        const auto nearest = nearest_name(name, names);
        return nearest ? fmt::format("; did you mean {}?", *nearest) : "";
    }

    static AlertKinds read_kinds(const JsonReader& reader) {
        AlertKinds kinds;
        reader.refuse_if_empty();
        for (const JsonReader& element : reader.list()) {
            const auto name = element.string();
            if (!name) continue;
            if (const auto kind = alert_kind_from_string(*name))
                kinds.set(static_cast<std::size_t>(*kind));
            else
                element.refuse(fmt::format("unknown kind \"{}\"{}", *name, suggestion(*name, kind_names())));
        }
        return kinds;
    }

    /// Takes the template's body over, and its headers with the variables filled in.
    void fill(Webhook& webhook, const JsonReader& reader, const JsonReader& name) {
        const auto chosen = find_template(name);
        if (!chosen) return;
        const auto variables = reader.find("variables");
        if (variables) read_variables(*variables, chosen->variables, webhook);
        for (const std::string& needed : chosen->variables)
            if (!variables || variables->node().find(needed) == nullptr)
                reader.refuse(fmt::format("the template wants \"{}\" among the variables", needed));
        webhook.body = chosen->body;
        for (const auto& [key, value] : chosen->headers)
            webhook.headers.emplace_back(key, fill_placeholders(value, [&](std::string_view variable) {
                                             const auto found = webhook.variables.find(std::string{variable});
                                             return found == webhook.variables.end() ? std::string{} : found->second;
                                         }));
        const auto breaks = [](const auto& header) {
            return std::ranges::any_of(header.second,
                                       [](unsigned char letter) { return letter < ' ' || letter > '~'; });
        };
        if (std::ranges::any_of(webhook.headers, breaks)) reader.refuse("a header cannot hold what a variable says");
    }

    void read_variables(const JsonReader& reader, const std::vector<std::string>& known, Webhook& webhook) {
        if (!reader.object(known)) return;
        for (const std::string& key : reader.node().keys) {
            const auto value = reader.find(key);
            if (const auto text = value->string()) webhook.variables[key] = value_of(*value, *text);
        }
    }

    std::optional<AlertTemplate> find_template(const JsonReader& reader) {
        const auto name = reader.string();
        if (!name) return std::nullopt;
        const bool is_path = name->find('/') != std::string::npos || name->ends_with(".json");
        if (!is_path && !is_webhook_name(*name)) {
            reader.refuse("must be the name of a shipped template or the path of a file");
            return std::nullopt;
        }
        const fs::path beside = is_path ? places_.beside / *name : places_.beside / "alerts" / (*name + ".json");
        const fs::path installed = places_.installed / (*name + ".json");
        std::error_code ignored;
        const bool is_beside = is_path || fs::exists(beside, ignored);
        if (!is_beside && !fs::exists(installed, ignored)) {
            reader.refuse(fmt::format("no template \"{}\": neither {} nor {}{}", *name, beside.string(),
                                      installed.string(), suggestion(*name, shipped_names())));
            return std::nullopt;
        }
        auto found = load_alert_template((is_beside ? beside : installed).string());
        if (found) return std::move(*found);
        reader.refuse(found.error().detail);
        return std::nullopt;
    }

    static std::vector<std::string> shipped_names() { return {"discord", "ntfy", "slack", "telegram"}; }

    Problems& problems_;
    const TemplatePlaces& places_;
    const Variables& secrets_;
};

}  // namespace

Result<AlertOptions> read_alerts(const JsonNode& document, const std::string& file, const TemplatePlaces& places,
                                 const Variables& secrets) {
    Problems problems{file};
    auto options = AlertsReader{problems, places, secrets}.read(JsonReader{document, problems});
    if (problems.count() > 0) return problems.error();
    return options;
}

Result<AlertOptions> load_alerts(const std::string& path, const Variables& secrets) {
    const auto document = load_json(path);
    if (!document) return document.error();
    return read_alerts(*document, path, {fs::path{path}.parent_path(), "/etc/dexarb/alerts"}, secrets);
}

}  // namespace dexarb
