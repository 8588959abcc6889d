#include "service/alert_message.hpp"

#include <nlohmann/json.hpp>

#include "dexarb/base/placeholders.hpp"

#include "service/json_parts.hpp"

namespace dexarb {

namespace {

/// Slack's headers end at 150 letters, Discord's messages at 2000, those of ntfy and Telegram at 4096 bytes.
constexpr std::size_t kLongestTitle = 140;
constexpr std::size_t kLongestText = 1'600;
constexpr std::size_t kLongestName = 80;

/// Of a service where 3 is usual and 5 the most urgent.
int priority_of(AlertSeverity severity) {
    return 3 + static_cast<int>(severity);
}

int colour_of(AlertSeverity severity) {
    if (severity == AlertSeverity::kError) return 0xd93025;
    return severity == AlertSeverity::kWarning ? 0xf2a600 : 0x1e8e3e;
}

/// Without what has no place in a message: control characters, which some services refuse, and broken UTF-8. Only a
/// text has lines.
std::string readable(std::string text, bool has_lines) {
    for (char& letter : text) {
        const bool is_control = static_cast<unsigned char>(letter) < ' ' || letter == '\x7f';
        if (is_control && !(has_lines && letter == '\n')) letter = ' ';
    }
    return Json::parse(to_text(Json(text))).get<std::string>();
}

/// At most so many bytes, never half a letter of UTF-8.
std::string cut(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    return text.substr(0, end) + "...";
}

std::string one_line(const std::string& text, std::size_t most) {
    return cut(readable(text, false), most);
}

class MessageWriter {
  public:
    MessageWriter(const Webhook& webhook, const Alert& alert, const std::string& market, const std::string& host)
        : webhook_{webhook}, alert_{alert}, market_{market}, host_{host} {}

    void fill(Json& node) const {
        if (node.is_string()) node = filled(node.get_ref<const std::string&>());
        if (!node.is_structured()) return;
        for (Json& child : node)
            fill(child);
    }

  private:
    Json filled(const std::string& text) const {
        if (text == "{priority}") return priority_of(alert_.severity);
        if (text == "{colour}") return colour_of(alert_.severity);
        return fill_placeholders(text, [this](std::string_view name) { return value_of(name); });
    }

    std::string value_of(std::string_view name) const {
        if (name == "title") return one_line(alert_.title, kLongestTitle);
        if (name == "text") return cut(readable(alert_.text, true), kLongestText);
        if (name == "kind") return std::string{facts_of(alert_.kind).name};
        if (name == "severity") return std::string{to_string(alert_.severity)};
        if (name == "time") return to_rfc3339(alert_.at);
        if (name == "priority") return std::to_string(priority_of(alert_.severity));
        if (name == "colour") return std::to_string(colour_of(alert_.severity));
        if (name == "market") return one_line(market_, kLongestName);
        if (name == "host") return one_line(host_, kLongestName);
        const auto found = webhook_.variables.find(std::string{name});
        return found == webhook_.variables.end() ? "" : found->second;
    }

    const Webhook& webhook_;
    const Alert& alert_;
    const std::string& market_;
    const std::string& host_;
};

}  // namespace

std::string alert_message(const Webhook& webhook, const Alert& alert, const std::string& market,
                          const std::string& host) {
    Json body = Json::parse(webhook.body);
    MessageWriter{webhook, alert, market, host}.fill(body);
    return to_text(body);
}

}  // namespace dexarb
