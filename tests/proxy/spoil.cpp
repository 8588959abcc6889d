#include "proxy/spoil.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dexarb::testing {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kHeadsKept = 64;
constexpr std::size_t kManyLogs = 40'000;
constexpr std::size_t kHugeBytes = 24'000'000;
constexpr std::size_t kDeep = 1'000'000;
constexpr std::string_view kJson = "application/json";

bool asks_for_head(std::string_view request) {
    return request.find("\"eth_getBlockByNumber\"") != std::string_view::npos &&
           request.find("\"latest\"") != std::string_view::npos;
}

std::string seconds_text(std::chrono::milliseconds pause) {
    return fmt::format("{}.{:03}", pause.count() / 1000, pause.count() % 1000);
}

Json error_object(const Fault& fault) {
    Json error{{"code", -32005}, {"message", "too many requests"}};
    if (fault.hint == Hint::kTryAgainIn)
        error["message"] = fmt::format("over rate limit, try again in {}ms", fault.pause.count());
    if (fault.hint == Hint::kRetryIn)
        error["message"] = fmt::format("call rate limit exhausted, retry in {}s", seconds_text(fault.pause));
    if (fault.hint == Hint::kBackoffSeconds)
        error["data"] = {{"backoff_seconds", static_cast<double>(fault.pause.count()) / 1000.0}};
    return error;
}

Json with_id(Json answer, std::string_view request) {
    const Json asked = Json::parse(request, nullptr, false);
    if (asked.is_object() && asked.contains("id")) answer["id"] = asked["id"];
    return answer;
}

HttpResponse refusal(const Fault& fault, std::string_view request) {
    HttpResponse answer;
    answer.status = fault.kind == FaultKind::kStatus ? fault.status : 200;
    const bool is_page =
        fault.kind == FaultKind::kStatus && (fault.hint == Hint::kNone || fault.hint == Hint::kRetryAfter);
    if (fault.hint == Hint::kRetryAfter)
        answer.headers.push_back(
            {"Retry-After", std::to_string(std::chrono::ceil<std::chrono::seconds>(fault.pause).count())});
    answer.headers.push_back({"Content-Type", is_page ? "text/html" : std::string{kJson}});
    answer.body = is_page
                      ? fmt::format("<html>status {}</html>", answer.status)
                      : with_id({{"jsonrpc", "2.0"}, {"id", nullptr}, {"error", error_object(fault)}}, request).dump();
    return answer;
}

bool spoil_members(FaultKind kind, Json& members) {
    if (!members.is_array() || members.size() < 2) return false;
    if (kind == FaultKind::kSwapMembers) std::reverse(members.begin(), members.end());
    if (kind == FaultKind::kDoubleMember) members.push_back(members.front());
    if (kind == FaultKind::kDropMember) members.erase(members.size() / 2);
    if (kind == FaultKind::kForeignMember) members.back()["id"] = 987'654'321;
    return true;
}

bool spoil_logs(FaultKind kind, Json& answer) {
    const auto result = answer.find("result");
    if (result == answer.end() || !result->is_array() || result->empty()) return false;
    if (kind == FaultKind::kNoLogs) *result = Json::array();
    if (kind == FaultKind::kDropLog) result->erase(result->size() - 1);
    if (kind == FaultKind::kDoubleLog) result->push_back(result->back());
    if (kind == FaultKind::kReverseLogs && result->size() < 2) return false;
    if (kind == FaultKind::kReverseLogs) std::reverse(result->begin(), result->end());
    return true;
}

bool spoil_json(FaultKind kind, HttpResponse& answer) {
    Json json = Json::parse(answer.body, nullptr, false);
    bool done = false;
    if (json.is_object() && (kind == FaultKind::kNull || kind == FaultKind::kWrongId)) {
        json[kind == FaultKind::kNull ? "result" : "id"] = kind == FaultKind::kNull ? Json{} : Json{987'654'321};
        done = true;
    } else if (kind >= FaultKind::kSwapMembers && kind <= FaultKind::kForeignMember) {
        done = spoil_members(kind, json);
    } else if (json.is_object()) {
        done = spoil_logs(kind, json);
    }
    if (done) answer.body = json.dump();
    return done;
}

/// The first hex text of the result: where its value begins and ends, quotes included; nothing if it has none.
std::optional<std::pair<std::size_t, std::size_t>> first_hex(const std::string& body) {
    const auto result = body.find("\"result\"");
    const auto begin = result == std::string::npos ? result : body.find("\"0x", result);
    if (begin == std::string::npos) return std::nullopt;
    return std::pair{begin, body.find('"', begin + 1) + 1};
}

/// What no encoder of JSON would write.
bool spoil_text(FaultKind kind, std::string& body) {
    const auto hex = first_hex(body);
    if (!hex) return false;
    const auto [begin, end] = *hex;
    if (kind == FaultKind::kEscaped) body.insert(begin + 2, "\\u0078").erase(begin + 8, 1);
    if (kind == FaultKind::kRetyped) body.replace(begin, end - begin, "1234567");
    if (kind == FaultKind::kNotANumber) body.replace(begin, end - begin, "NaN");
    if (kind != FaultKind::kDoubleKey) return true;
    const auto key = body.rfind('"', begin - 3);
    if (key == std::string::npos || body[begin - 1] != ':') return false;
    const std::string name = body.substr(key, begin - key);
    if (name == "\"result\":") return false;
    body.insert(key, name + "\"0x0\",");
    return true;
}

bool make_extreme(std::string& body) {
    Json json = Json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("result") || !json["result"].is_object()) return false;
    for (const char* member : {"number", "timestamp", "baseFeePerGas", "gasLimit", "gasUsed"})
        if (json["result"].contains(member)) json["result"][member] = "0xffffffffffffffff";
    body = json.dump();
    return true;
}

bool repeat_log(std::string& body) {
    Json json = Json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("result") || !json["result"].is_array() || json["result"].empty())
        return false;
    const std::string log = json["result"].front().dump();
    json["result"] = Json::array();
    body = json.dump();
    std::string logs = log;
    for (std::size_t i = 1; i < kManyLogs; ++i)
        logs += "," + log;
    body.insert(body.find("[]") + 1, logs);
    return true;
}

/// Bytes of no meaning, always the same.
std::string garbage() {
    std::string bytes;
    for (unsigned i = 0; i < 200; ++i)
        bytes += static_cast<char>(i * 73 + 41);
    return bytes;
}

}  // namespace

std::string method_of(std::string_view request) {
    const Json json = Json::parse(request, nullptr, false);
    if (json.is_array()) return "batch";
    return json.is_object() ? json.value("method", "") : "";
}

void Spoiler::note(std::string_view request, const HttpResponse& answer) {
    if (!asks_for_head(request)) return;
    const Json json = Json::parse(answer.body, nullptr, false);
    if (!json.is_object() || !json.contains("result") || !json["result"].is_object()) return;
    std::string head = json["result"].dump();
    if (!heads_.empty() && heads_.front() == head) return;
    heads_.push_front(std::move(head));
    if (heads_.size() > kHeadsKept) heads_.pop_back();
}

bool Spoiler::replace_head(std::size_t depth, std::string_view request, HttpResponse& answer) const {
    if (!asks_for_head(request) || heads_.size() <= depth) return false;
    Json json = Json::parse(answer.body, nullptr, false);
    if (!json.is_object()) return false;
    json["result"] = Json::parse(heads_[depth]);
    answer.body = json.dump();
    return true;
}

bool Spoiler::spoil(const Fault& fault, std::string_view request, HttpResponse& answer) const {
    switch (fault.kind) {
        case FaultKind::kStatus:
        case FaultKind::kRpcError:
            answer = refusal(fault, request);
            return true;
        case FaultKind::kGarbage:
            answer.body = garbage();
            return true;
        case FaultKind::kStaleHead:
            return replace_head(fault.depth, request, answer);
        case FaultKind::kHuge:
            answer.body.insert(1, "\"more\":\"" + std::string(kHugeBytes, 'x') + "\",");
            return true;
        case FaultKind::kNesting:
            answer.body = std::string(kDeep, '[');
            return true;
        case FaultKind::kCompressed:
            answer.headers.push_back({"Content-Encoding", "gzip"});
            return true;
        case FaultKind::kRedirect:
            answer.status = 302;
            answer.headers.push_back({"Location", "http://127.0.0.1:9/"});
            return true;
        case FaultKind::kRetyped:
        case FaultKind::kEscaped:
        case FaultKind::kNotANumber:
        case FaultKind::kDoubleKey:
            return spoil_text(fault.kind, answer.body);
        case FaultKind::kExtreme:
            return make_extreme(answer.body);
        case FaultKind::kManyLogs:
            return repeat_log(answer.body);
        default:
            break;
    }
    if (fault.kind >= FaultKind::kNull && fault.kind <= FaultKind::kReverseLogs) return spoil_json(fault.kind, answer);
    return true;
}

}  // namespace dexarb::testing
