#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/config/json_document.hpp"

namespace dexarb {

/// What a message looks like at one service.
struct AlertTemplate {
    std::vector<std::string> variables;                        ///< That a webhook gives it: chat_id, topic.
    std::vector<std::pair<std::string, std::string>> headers;  ///< With placeholders of these variables only.
    std::string body;  ///< JSON with placeholders in its strings, of variables and of `alert_placeholders()`.
};

/// Refuses, by `file` and JSON pointer, unknown keys and placeholders, headers that are the client's own business, and
/// variables that nothing uses.
[[nodiscard]] Result<AlertTemplate> read_alert_template(const JsonNode& document, const std::string& file);
[[nodiscard]] Result<AlertTemplate> load_alert_template(const std::string& path);

}  // namespace dexarb
