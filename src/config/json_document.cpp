#include "dexarb/config/json_document.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/config/text_file.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kDeepestNesting = 64;

/// Iterates over the text and tells how far the parser has come, which the SAX events do not say.
class ProgressIterator {
  public:
    using difference_type = std::ptrdiff_t;
    using value_type = char;
    using pointer = const char*;
    using reference = const char&;
    using iterator_category = std::input_iterator_tag;

    ProgressIterator(const char* at, const char** progress) : at_{at}, progress_{progress} {}
    reference operator*() const { return *at_; }
    ProgressIterator& operator++() {
        *progress_ = ++at_;
        return *this;
    }
    ProgressIterator operator++(int) {
        const auto before = *this;
        ++*this;
        return before;
    }
    bool operator==(const ProgressIterator& other) const { return at_ == other.at_; }

  private:
    const char* at_;
    const char** progress_;
};

/// The library's message without its error number and position.
std::string reason_of(std::string what) {
    if (const auto end = what.find("] "); end != std::string::npos) what.erase(0, end + 2);
    if (what.starts_with("parse error at"))
        if (const auto end = what.find(": "); end != std::string::npos) what.erase(0, end + 2);
    return what;
}

/// Builds the tree from the parser's events.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
  public:
    TreeBuilder(std::string_view text, std::string file) : text_{text}, file_{std::move(file)} {}

    [[nodiscard]] const char** progress() { return &progress_; }
    [[nodiscard]] const std::string& problems() const { return problems_; }
    [[nodiscard]] JsonNode take() { return std::move(root_); }

    bool null() override { return add({}); }
    bool boolean(bool value) override { return add(node(JsonNode::Kind::kBoolean, {}, value)); }
    bool number_integer(number_integer_t value) override { return add_number(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add_number(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) override { return add_number(text); }
    bool string(string_t& value) override { return add(node(JsonNode::Kind::kString, std::move(value))); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(JsonNode::Kind::kObject); }
    bool start_array(std::size_t) override { return open(JsonNode::Kind::kArray); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& key) override {
        auto& keys = open_.back()->keys;
        if (std::ranges::find(keys, key) != keys.end())
            refuse(here(), fmt::format("{}: duplicate key \"{}\"", child_pointer(pointer(), key), key));
        keys.push_back(std::move(key));
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) override {
        refuse(position == 0 ? 0 : position - 1, reason_of(error.what()));
        return false;
    }

  private:
    static JsonNode node(JsonNode::Kind kind, std::string text = {}, bool boolean = false) {
        return {kind, boolean, std::move(text), {}, {}};
    }
    void refuse(std::size_t offset, const std::string& reason) {
        if (!problems_.empty()) problems_ += '\n';
        problems_ += fmt::format("{}: {}", place_of(file_, text_, offset), reason);
    }
    /// Where the token just read ends.
    [[nodiscard]] std::size_t here() const {
        return progress_ == nullptr ? 0 : static_cast<std::size_t>(progress_ - text_.data()) - 1;
    }
    [[nodiscard]] std::string pointer() const {
        std::string pointer;
        for (std::size_t i = 0; i + 1 < open_.size(); ++i)
            pointer = child_pointer(pointer, open_[i]->kind == JsonNode::Kind::kObject
                                                 ? open_[i]->keys.back()
                                                 : std::to_string(open_[i]->elements.size() - 1));
        return pointer;
    }
    bool add_number(std::string text) { return add(node(JsonNode::Kind::kNumber, std::move(text))); }
    bool add(JsonNode node) {
        place(std::move(node));
        return true;
    }
    /// Pointers to open nodes stay valid: only the innermost one grows.
    JsonNode* place(JsonNode node) {
        if (open_.empty()) return &(root_ = std::move(node));
        return &open_.back()->elements.emplace_back(std::move(node));
    }
    bool open(JsonNode::Kind kind) {
        if (open_.size() == kDeepestNesting) {
            refuse(here(), fmt::format("nested deeper than {} levels", kDeepestNesting));
            return false;
        }
        open_.push_back(place(node(kind)));
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    std::string_view text_;
    std::string file_;
    const char* progress_ = nullptr;
    std::string problems_;
    JsonNode root_;
    std::vector<JsonNode*> open_;
};

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
    const auto found = std::ranges::find(keys, key);
    return found == keys.end() ? nullptr : &elements[static_cast<std::size_t>(found - keys.begin())];
}

std::string_view describe(JsonNode::Kind kind) {
    switch (kind) {
        case JsonNode::Kind::kNull:
            return "null";
        case JsonNode::Kind::kBoolean:
            return "true or false";
        case JsonNode::Kind::kNumber:
            return "a number";
        case JsonNode::Kind::kString:
            return "a string";
        case JsonNode::Kind::kArray:
            return "a list";
        case JsonNode::Kind::kObject:
            return "an object";
    }
    fail("unknown kind of JSON value");
}

std::string child_pointer(std::string_view pointer, std::string_view key) {
    std::string child{pointer};
    child += '/';
    for (const char letter : key) {
        if (letter == '~')
            child += "~0";
        else if (letter == '/')
            child += "~1";
        else
            child += letter;
    }
    return child;
}

Result<JsonNode> parse_json(std::string_view text, const std::string& file) {
    TreeBuilder builder{text, file};
    const ProgressIterator first{text.data(), builder.progress()};
    const ProgressIterator last{text.data() + text.size(), builder.progress()};
    const bool parsed =
        nlohmann::json::sax_parse(first, last, &builder, nlohmann::json::input_format_t::json, true, true);
    if (!parsed || !builder.problems().empty()) return Error{ErrorCode::kInvalidInput, builder.problems()};
    return builder.take();
}

Result<JsonNode> load_json(const std::string& path) {
    const auto text = read_text_file(path);
    if (!text) return text.error();
    return parse_json(*text, path);
}

}  // namespace dexarb
