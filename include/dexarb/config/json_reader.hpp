#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/config/json_document.hpp"

namespace dexarb {

/// Everything wrong with one source (a file, a command-line argument), so that it can be mended in one go.
class Problems {
  public:
    explicit Problems(std::string source) : source_{std::move(source)} {}

    /// Adds the line "source: pointer: reason" (the pointer left out where it is empty).
    void add(std::string_view pointer, std::string_view reason);

    [[nodiscard]] const std::string& source() const { return source_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    /// All lines in order. Only when there is at least one.
    [[nodiscard]] Error error() const;

  private:
    std::string source_;
    std::string lines_;
    std::size_t count_ = 0;
};

/// One value, read strictly: what is not as expected goes to `Problems` with its JSON pointer, and nothing is returned.
/// Holds references to the node and the problems; both must outlive it.
class JsonReader {
  public:
    JsonReader(const JsonNode& node, Problems& problems, std::string pointer = "")
        : node_{&node}, problems_{&problems}, pointer_{std::move(pointer)} {}

    /// Whether it is an object; refuses each key that is not `known`, naming the nearest.
    bool object(const std::vector<std::string>& known) const;
    [[nodiscard]] std::optional<JsonReader> find(std::string_view key) const;
    /// As `find`, but refuses the object if the key is absent.
    [[nodiscard]] std::optional<JsonReader> require(std::string_view key) const;
    /// The elements of a list; empty (and refused) for anything else.
    [[nodiscard]] std::vector<JsonReader> list() const;

    /// Refuses a list without elements.
    void refuse_if_empty() const;

    /// A string that is not empty.
    [[nodiscard]] std::optional<std::string> string() const;
    [[nodiscard]] std::optional<bool> boolean() const;
    /// A whole number from `least` to `most`.
    [[nodiscard]] std::optional<std::uint64_t> whole(std::uint64_t least, std::uint64_t most) const;
    /// A number times 10^`places`, exactly; from 0 to `most`, which counts in the unit written.
    [[nodiscard]] std::optional<std::uint64_t> scaled(unsigned places, std::uint64_t most) const;
    /// A number from 0 to 1.
    [[nodiscard]] std::optional<double> rate() const;

    void refuse(std::string_view reason) const { problems_->add(pointer_, reason); }
    [[nodiscard]] const JsonNode& node() const { return *node_; }
    [[nodiscard]] const std::string& pointer() const { return pointer_; }

  private:
    [[nodiscard]] bool is(JsonNode::Kind kind) const;

    const JsonNode* node_;
    Problems* problems_;
    std::string pointer_;
};

}  // namespace dexarb
