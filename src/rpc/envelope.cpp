#include "rpc/envelope.hpp"

#include <optional>
#include <utility>

#include "rpc/json.hpp"

namespace dexarb {

namespace {

namespace json = simdjson::ondemand;

/// Answers beyond are so rare that buffers for the next one are not worth keeping.
constexpr std::size_t kMostKept = 4U << 20U;

/// One answer object, read front to back.
struct Member {
    std::optional<std::uint64_t> id;
    bool has_id = false;
    bool has_error = false;
    bool has_result = false;
    RpcResult<void> read;
};

bool is_success(const Member& member, std::uint64_t id) {
    return member.id == id && member.has_result && !member.has_error;
}

/// False if the object breaks off or says something twice.
bool read_member(json::object object, Member& member, const ResultReader& reader) {
    for (auto item : object) {
        json::field field;
        if (std::move(item).get(field) != simdjson::SUCCESS) return false;
        JsonValue value{field.value()};
        if (field.key() == "id") {
            std::uint64_t id = 0;
            if (std::exchange(member.has_id, true)) return false;
            if (value.get().get_uint64().get(id) == simdjson::SUCCESS) member.id = id;
        } else if (field.key() == "error") {
            member.has_error = member.has_error || !value.is_null();
        } else if (field.key() == "result") {
            if (std::exchange(member.has_result, true)) return false;
            member.read = reader(value);
        }
    }
    return true;
}

bool is_ok(unsigned status) {
    return status >= 200 && status < 300;
}

bool is_at_end(json::document& document) {
    const char* place = nullptr;
    return document.current_location().get(place) == simdjson::OUT_OF_BOUNDS;
}

RpcResult<std::string> read_result(simdjson::dom::element member, const HttpResponse& answer) {
    simdjson::dom::element result;
    simdjson::dom::element error;
    const bool has_error = member["error"].get(error) == simdjson::SUCCESS && !error.is_null();
    if (has_error || member["result"].get(result) != simdjson::SUCCESS)
        return diagnose({answer.status, answer.headers, simdjson::minify(member)});
    return std::string{simdjson::minify(result)};
}

}  // namespace

std::string encode_request(const RpcRequest& request, std::uint64_t id) {
    std::string body;
    body.reserve(request.params.size() + 96);
    body += R"({"jsonrpc":"2.0","id":)";
    body += std::to_string(id);
    body += R"(,"method":")";
    body += request.method;
    body += R"(","params":)";
    body += request.params;
    body += '}';
    return body;
}

std::string encode_batch(const std::vector<RpcRequest>& requests, std::uint64_t first_id) {
    std::string body = "[";
    for (const auto& request : requests) {
        if (body.size() > 1) body += ',';
        body += encode_request(request, first_id++);
    }
    return body + ']';
}

// The parser reads a little beyond the text. Copying into a buffer that is kept is cheaper than growing each answer.
simdjson::error_code EnvelopeReader::start(const std::string& body, json::document& document) {
    buffer_.reserve(body.size() + simdjson::SIMDJSON_PADDING);
    buffer_.assign(body);
    return parser_.iterate(buffer_.data(), buffer_.size(), buffer_.capacity()).get(document);
}

void EnvelopeReader::let_go_after(std::size_t size) {
    if (size <= kMostKept) return;
    std::string{}.swap(buffer_);
    parser_ = json::parser{};
    dom_ = simdjson::dom::parser{};
}

RpcResult<void> EnvelopeReader::read(const HttpResponse& answer, std::uint64_t id, const ResultReader& reader) {
    auto result = read_one(answer, id, reader);
    let_go_after(answer.body.size());
    return result;
}

RpcResult<void> EnvelopeReader::read_one(const HttpResponse& answer, std::uint64_t id, const ResultReader& reader) {
    json::document document;
    json::object object;
    if (!is_ok(answer.status) || start(answer.body, document) != simdjson::SUCCESS) return diagnose(answer);
    if (document.get_object().get(object) != simdjson::SUCCESS) return diagnose(answer);
    Member member;
    const bool whole = read_member(object, member, reader);
    if (!whole || !is_at_end(document) || !is_success(member, id)) return diagnose(answer);
    return member.read;
}

RpcResult<std::vector<RpcResult<std::string>>> EnvelopeReader::read_batch(const HttpResponse& answer,
                                                                          std::uint64_t first_id, std::size_t count) {
    auto results = read_members(answer, first_id, count);
    let_go_after(answer.body.size());
    return results;
}

RpcResult<std::vector<RpcResult<std::string>>> EnvelopeReader::read_members(const HttpResponse& answer,
                                                                            std::uint64_t first_id, std::size_t count) {
    simdjson::dom::array members;
    if (!is_ok(answer.status) || dom_.parse(answer.body).get(members) != simdjson::SUCCESS) return diagnose(answer);
    std::vector<std::optional<RpcResult<std::string>>> slots(count);
    for (const auto member : members) {
        std::uint64_t id = 0;
        if (member["id"].get(id) != simdjson::SUCCESS || id < first_id || id - first_id >= count)
            return diagnose(answer);
        auto& slot = slots[id - first_id];
        if (slot) return diagnose(answer);
        slot.emplace(read_result(member, answer));
    }
    std::vector<RpcResult<std::string>> results;
    for (auto& slot : slots) {
        if (!slot) return diagnose(answer);
        results.push_back(std::move(*slot));
    }
    return results;
}

}  // namespace dexarb
