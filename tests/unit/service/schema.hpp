#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace dexarb::testing {

/// Where `value` does not have the shape that `schema` says, as far as the API's document says it: types, required
/// properties, enumerations, items, references within `document`.
class ShapeCheck {
  public:
    explicit ShapeCheck(const nlohmann::json& document) : document_{document} {}

    void check(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at) {
        if (schema.contains("$ref")) return check(resolve(schema["$ref"]), value, at);
        if (schema.contains("oneOf")) return check_one(schema["oneOf"], value, at);
        for (const auto& part : schema.value("allOf", nlohmann::json::array()))
            check(part, value, at);
        if (schema.contains("type") && !has_type(schema["type"], value)) found.push_back(at + ": of another type");
        if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end())
            found.push_back(at + ": not of the list");
        if (value.is_object()) check_object(schema, value, at);
        if (value.is_array() && schema.contains("items"))
            for (const auto& item : value)
                check(schema["items"], item, at + "[]");
    }

    std::vector<std::string> found;

  private:
    const nlohmann::json& resolve(const std::string& reference) const {
        return document_.at(nlohmann::json::json_pointer{reference.substr(1)});
    }

    void check_one(const nlohmann::json& choices, const nlohmann::json& value, const std::string& at) {
        for (const auto& choice : choices) {
            ShapeCheck other{document_};
            other.check(choice, value, at);
            if (other.found.empty()) return;
        }
        found.push_back(at + ": fits none of the choices");
    }

    void check_object(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at) {
        for (const auto& name : schema.value("required", nlohmann::json::array()))
            if (!value.contains(name)) found.push_back(at + "." + name.get<std::string>() + ": missing");
        for (const auto& [name, part] : value.items())
            if (schema.contains("properties") && schema["properties"].contains(name))
                check(schema["properties"][name], part, at + "." + name);
            else if (schema.contains("additionalProperties"))
                check(schema["additionalProperties"], part, at + "." + name);
    }

    static bool has_type(const nlohmann::json& types, const nlohmann::json& value) {
        if (types.is_array())
            return std::ranges::any_of(types, [&value](const auto& type) { return has_type(type, value); });
        const std::string type = types;
        return (type == "null" && value.is_null()) || (type == "object" && value.is_object()) ||
               (type == "array" && value.is_array()) || (type == "string" && value.is_string()) ||
               (type == "boolean" && value.is_boolean()) || (type == "integer" && value.is_number_integer()) ||
               (type == "number" && value.is_number());
    }

    const nlohmann::json& document_;
};

inline std::vector<std::string> violations(const nlohmann::json& document, const nlohmann::json& schema,
                                           const nlohmann::json& value) {
    ShapeCheck check{document};
    check.check(schema, value, "answer");
    return check.found;
}

}  // namespace dexarb::testing
