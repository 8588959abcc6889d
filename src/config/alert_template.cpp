#include "dexarb/config/alert_template.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/base/alert.hpp"
#include "dexarb/base/placeholders.hpp"
#include "dexarb/config/json_reader.hpp"
#include "dexarb/config/nearest_name.hpp"

namespace dexarb {
namespace {

constexpr std::array<std::string_view, 9> kForbiddenHeaders{
    "host", "content-length", "content-type", "transfer-encoding", "connection",
    "te",   "expect",         "upgrade",      "accept-encoding"};

std::string as_json_string(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// On one line; numbers as they were written.
std::string as_json(const JsonNode& node) {
    switch (node.kind) {
        case JsonNode::Kind::kNull:
            return "null";
        case JsonNode::Kind::kBoolean:
            return node.boolean ? "true" : "false";
        case JsonNode::Kind::kNumber:
            return node.text;
        case JsonNode::Kind::kString:
            return as_json_string(node.text);
        case JsonNode::Kind::kArray:
        case JsonNode::Kind::kObject:
            break;
    }
    const bool is_object = node.kind == JsonNode::Kind::kObject;
    std::string text = is_object ? "{" : "[";
    for (std::size_t i = 0; i < node.elements.size(); ++i)
        text += (i == 0 ? "" : ",") + (is_object ? as_json_string(node.keys[i]) + ":" : std::string{}) +
                as_json(node.elements[i]);
    return text + (is_object ? "}" : "]");
}

/// A name as placeholders have them.
bool is_variable_name(const std::string& text) {
    return std::ranges::all_of(text, [](char letter) { return (letter >= 'a' && letter <= 'z') || letter == '_'; });
}

/// RFC 9110 5.6.2.
bool is_header_name(const std::string& text) {
    return std::ranges::all_of(text, [](unsigned char letter) {
        return std::isalnum(letter) != 0 || std::string_view{"!#$%&'*+-.^_`|~"}.find(char(letter)) != std::string::npos;
    });
}

class TemplateReader {
  public:
    explicit TemplateReader(Problems& problems) : problems_{problems} {}

    AlertTemplate read(const JsonReader& root) {
        if (!root.object({"$schema", "variables", "headers", "body"})) return {};
        if (const auto variables = root.find("variables")) read_variables(*variables);
        if (const auto headers = root.find("headers")) read_headers(*headers);
        if (const auto body = root.require("body")) read_body(*body);
        for (const std::string& name : result_.variables)
            if (std::ranges::find(used_, name) == used_.end())
                problems_.add("/variables", fmt::format("{} is used nowhere", name));
        return std::move(result_);
    }

  private:
    void read_variables(const JsonReader& list) {
        for (const JsonReader& element : list.list()) {
            const auto name = element.string();
            if (!name) continue;
            const bool is_taken = std::ranges::find(alert_placeholders(), *name) != alert_placeholders().end();
            if (!is_variable_name(*name)) element.refuse("a name has lower-case letters and _ only");
            if (is_taken) element.refuse(fmt::format("{} is a placeholder of every template", *name));
            result_.variables.push_back(*name);
        }
    }

    void read_headers(const JsonReader& headers) {
        if (!headers.object(headers.node().keys)) return;
        for (const std::string& name : headers.node().keys) {
            const auto reader = headers.require(name);
            std::string lower = name;
            std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return char(std::tolower(c)); });
            if (name.empty() || !is_header_name(name)) reader->refuse("no name that a header may have");
            if (std::ranges::find(kForbiddenHeaders, lower) != kForbiddenHeaders.end())
                reader->refuse("this header is not for a template to set");
            const auto value = reader->string();
            if (!value) continue;
            check_placeholders(*reader, *value, result_.variables);
            result_.headers.emplace_back(name, *value);
        }
    }

    void read_body(const JsonReader& body) {
        std::vector<std::string> known = alert_placeholders();
        known.insert(known.end(), result_.variables.begin(), result_.variables.end());
        const auto kind = body.node().kind;
        if (kind != JsonNode::Kind::kObject) return body.refuse("must be an object");
        check_strings(body, known);
        result_.body = as_json(body.node());
    }

    void check_strings(const JsonReader& reader, const std::vector<std::string>& known) {
        const JsonNode& node = reader.node();
        if (node.kind == JsonNode::Kind::kString) check_placeholders(reader, node.text, known);
        for (std::size_t i = 0; i < node.elements.size(); ++i) {
            const std::string key = node.keys.empty() ? std::to_string(i) : node.keys[i];
            check_strings(JsonReader{node.elements[i], problems_, child_pointer(reader.pointer(), key)}, known);
        }
    }

    void check_placeholders(const JsonReader& reader, const std::string& text, const std::vector<std::string>& known) {
        static_cast<void>(fill_placeholders(text, [&](std::string_view name) {
            used_.emplace_back(name);
            if (std::ranges::find(known, name) == known.end())
                reader.refuse(fmt::format("unknown placeholder {{{}}}{}", name, suggestion(name, known)));
            return std::string{};
        }));
    }

    Problems& problems_;
    AlertTemplate result_;
    std::vector<std::string> used_;
};

}  // namespace

Result<AlertTemplate> read_alert_template(const JsonNode& document, const std::string& file) {
    Problems problems{file};
    auto found = TemplateReader{problems}.read(JsonReader{document, problems});
    if (problems.count() > 0) return problems.error();
    return found;
}

Result<AlertTemplate> load_alert_template(const std::string& path) {
    const auto document = load_json(path);
    if (!document) return document.error();
    return read_alert_template(*document, path);
}

}  // namespace dexarb
