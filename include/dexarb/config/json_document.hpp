#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// One value of a JSON text. A number keeps its text, so that money is read to the last digit and never by a double.
struct JsonNode {
    enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject };

    Kind kind = Kind::kNull;
    bool boolean = false;
    std::string text;                ///< A string's value, a number as written.
    std::vector<JsonNode> elements;  ///< Of an array; or an object's values, in order of `keys`.
    std::vector<std::string> keys;

    /// The value of `key` in an object; null if absent or not an object.
    [[nodiscard]] const JsonNode* find(std::string_view key) const;
};

/// "a list", "a number" and so on, for messages.
[[nodiscard]] std::string_view describe(JsonNode::Kind kind);

/// `pointer` + "/" + `key`, escaped as RFC 6901 asks.
[[nodiscard]] std::string child_pointer(std::string_view pointer, std::string_view key);

/// Parses JSON with // and /* */ comments. Refuses, as "file:line:column: reason": syntax errors, numbers beyond a
/// double, nesting beyond 64, and duplicate keys (all of them, each with its JSON pointer).
[[nodiscard]] Result<JsonNode> parse_json(std::string_view text, const std::string& file);

/// Reads and parses a file.
[[nodiscard]] Result<JsonNode> load_json(const std::string& path);

}  // namespace dexarb
