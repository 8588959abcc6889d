#include "dexarb/config/json_reader.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "dexarb/config/decimal.hpp"
#include "dexarb/config/nearest_name.hpp"

namespace dexarb {

void Problems::add(std::string_view pointer, std::string_view reason) {
    if (count_ > 0) lines_ += '\n';
    lines_ += source_ + ": ";
    if (!pointer.empty()) lines_ += fmt::format("{}: ", pointer);
    lines_ += reason;
    ++count_;
}

Error Problems::error() const {
    check(count_ > 0, "no problem, no error");
    return {ErrorCode::kInvalidInput, lines_};
}

bool JsonReader::is(JsonNode::Kind kind) const {
    if (node_->kind == kind) return true;
    refuse(fmt::format("must be {}, not {}", describe(kind), describe(node_->kind)));
    return false;
}

bool JsonReader::object(const std::vector<std::string>& known) const {
    if (!is(JsonNode::Kind::kObject)) return false;
    for (const auto& key : node_->keys)
        if (std::ranges::find(known, key) == known.end())
            problems_->add(child_pointer(pointer_, key), "unknown key" + suggestion(key, known));
    return true;
}

std::optional<JsonReader> JsonReader::find(std::string_view key) const {
    const JsonNode* child = node_->find(key);
    if (child == nullptr) return std::nullopt;
    return JsonReader{*child, *problems_, child_pointer(pointer_, key)};
}

std::optional<JsonReader> JsonReader::require(std::string_view key) const {
    auto child = find(key);
    if (!child) refuse(fmt::format("\"{}\" is missing", key));
    return child;
}

std::vector<JsonReader> JsonReader::list() const {
    std::vector<JsonReader> readers;
    if (!is(JsonNode::Kind::kArray)) return readers;
    for (std::size_t i = 0; i < node_->elements.size(); ++i)
        readers.emplace_back(node_->elements[i], *problems_, child_pointer(pointer_, std::to_string(i)));
    return readers;
}

void JsonReader::refuse_if_empty() const {
    if (node_->kind == JsonNode::Kind::kArray && node_->elements.empty()) refuse("must not be empty");
}

std::optional<std::string> JsonReader::string() const {
    if (!is(JsonNode::Kind::kString)) return std::nullopt;
    if (!node_->text.empty()) return node_->text;
    refuse("must not be empty");
    return std::nullopt;
}

std::optional<bool> JsonReader::boolean() const {
    if (!is(JsonNode::Kind::kBoolean)) return std::nullopt;
    return node_->boolean;
}

std::optional<std::uint64_t> JsonReader::whole(std::uint64_t least, std::uint64_t most) const {
    const auto value = scaled(0, most);
    if (!value || *value >= least) return value;
    refuse(fmt::format("{} is impossible: at least {}", *value, least));
    return std::nullopt;
}

std::optional<std::uint64_t> JsonReader::scaled(unsigned places, std::uint64_t most) const {
    if (!is(JsonNode::Kind::kNumber)) return std::nullopt;
    const auto value = parse_scaled(node_->text, places);
    if (!value) {
        refuse(value.error().detail);
        return std::nullopt;
    }
    const auto limit = parse_scaled(std::to_string(most), places);
    if (!limit || *value <= *limit) return *value;
    refuse(fmt::format("{} is impossible: at most {}", node_->text, most));
    return std::nullopt;
}

std::optional<double> JsonReader::rate() const {
    if (!is(JsonNode::Kind::kNumber)) return std::nullopt;
    const double value = std::strtod(node_->text.c_str(), nullptr);
    if (value >= 0.0 && value <= 1.0) return value;
    refuse(fmt::format("{} is not a rate: from 0 to 1", node_->text));
    return std::nullopt;
}

}  // namespace dexarb
