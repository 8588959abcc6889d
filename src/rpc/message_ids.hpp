#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <simdjson.h>

namespace dexarb {

/// What a message of a JSON-RPC conversation is about.
struct MessageSubject {
    std::optional<std::uint64_t> id;  ///< Of a batch, its first member's that has one.
    bool is_batch = false;
    bool is_push = false;  ///< A notification: it has a method and no id.
};

/// The ids of a request, one behind the other.
struct IdRange {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    bool is_batch = false;

    [[nodiscard]] bool holds(std::uint64_t id) const { return id >= first && id - first < count; }
};

/// Reads no more of a message than it needs: whoever takes the answer holds it against its question.
class MessageReader {
  public:
    /// `message` may grow in capacity. Of what is no JSON: no id, no batch, no push.
    [[nodiscard]] MessageSubject read(std::string& message);
    /// The ids of a request of ours, single or batch; none if it has none.
    [[nodiscard]] IdRange read_request(std::string& message);

  private:
    [[nodiscard]] MessageSubject read_subject(std::string& message);
    [[nodiscard]] bool start(std::string& message, simdjson::ondemand::document& document);

    simdjson::ondemand::parser parser_;
};

}  // namespace dexarb
