#include "rpc/message_ids.hpp"

namespace dexarb {

namespace {

namespace json = simdjson::ondemand;

/// A parser's buffers are several times as large as the largest message it was given.
constexpr std::size_t kMostKept = 4U << 20U;

std::optional<std::uint64_t> id_of(json::object& object) {
    std::uint64_t id = 0;
    if (object.find_field_unordered("id").get_uint64().get(id) != simdjson::SUCCESS) return std::nullopt;
    return id;
}

bool has_method(json::object& object) {
    std::string_view method;
    return object.find_field_unordered("method").get_string().get(method) == simdjson::SUCCESS;
}

MessageSubject subject_of(json::object& object) {
    MessageSubject subject;
    subject.id = id_of(object);
    subject.is_push = !subject.id && has_method(object);
    return subject;
}

}  // namespace

bool MessageReader::start(std::string& message, json::document& document) {
    message.reserve(message.size() + simdjson::SIMDJSON_PADDING);
    return parser_.iterate(message.data(), message.size(), message.capacity()).get(document) == simdjson::SUCCESS;
}

IdRange MessageReader::read_request(std::string& message) {
    const MessageSubject subject = read(message);
    IdRange ids{subject.id.value_or(0), subject.id ? 1U : 0U, subject.is_batch};
    json::document document;
    std::size_t members = 0;
    if (subject.is_batch && start(message, document) && document.count_elements().get(members) == simdjson::SUCCESS)
        ids.count = members;
    return ids;
}

MessageSubject MessageReader::read(std::string& message) {
    const MessageSubject subject = read_subject(message);
    if (message.size() > kMostKept) parser_ = json::parser{};
    return subject;
}

MessageSubject MessageReader::read_subject(std::string& message) {
    json::document document;
    if (!start(message, document)) return {};
    json::object object;
    if (document.get_object().get(object) == simdjson::SUCCESS) return subject_of(object);
    json::array members;
    if (document.get_array().get(members) != simdjson::SUCCESS) return {};
    MessageSubject subject;
    subject.is_batch = true;
    for (auto member : members) {
        if (member.get_object().get(object) != simdjson::SUCCESS) return subject;
        subject.id = id_of(object);
        if (subject.id) return subject;
    }
    return subject;
}

}  // namespace dexarb
