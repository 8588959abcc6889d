#include <simdjson.h>

#include "rpc/envelope.hpp"

namespace dexarb {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMaxMessage = 300;
/// Whoever complains is brief; what is longer is not searched for one.
constexpr std::size_t kLongestComplaint = 256U << 10U;

std::string text_of(const dom::element& element) {
    std::string_view text;
    if (element.get(text) == simdjson::SUCCESS) return std::string{text};
    return simdjson::minify(element);
}

/// A node's words on one line, as many as anybody reads.
std::string tidy(std::string text) {
    for (char& letter : text)
        if (static_cast<unsigned char>(letter) < ' ' || letter == '\x7f') letter = ' ';
    if (text.size() > kMaxMessage) text = text.substr(0, kMaxMessage) + "..";
    return text;
}

void take_words(const dom::object& object, RpcComplaint& complaint) {
    dom::element member;
    std::int64_t code = 0;
    if (object["code"].get(code) == simdjson::SUCCESS) complaint.code = code;
    if (object["message"].get(member) == simdjson::SUCCESS) complaint.message = tidy(text_of(member));
    if (object["data"].get(member) == simdjson::SUCCESS && !member.is_null()) complaint.data = text_of(member);
}

/// Takes a complaint in any shape but the protocol's: `{"code","message"}` bare, or "message" with words as "result".
bool take_bare_complaint(const dom::object& object, RpcComplaint& complaint) {
    dom::element member;
    if (object["jsonrpc"].get(member) == simdjson::SUCCESS) return false;
    if (object["message"].get(member) != simdjson::SUCCESS) return false;
    take_words(object, complaint);
    if (object["result"].get(member) == simdjson::SUCCESS) complaint.message += ": " + tidy(text_of(member));
    return true;
}

RpcError without_complaint(const RpcComplaint& complaint, std::string what) {
    if (complaint.http_status < 200 || complaint.http_status >= 300) return classify(complaint);
    return malformed_answer(std::move(what));
}

/// Words in the place of an error object: worth something only if they are known ones.
RpcError from_words(RpcComplaint complaint, const dom::element& words) {
    complaint.message = tidy(text_of(words));
    RpcError error = classify(complaint);
    if (complaint.http_status == 200 && error.error_class == RpcErrorClass::kRetryLater && !error.retry_after)
        return malformed_answer("an error that is no object: " + complaint.message);
    return error;
}

RpcError from_object(const dom::object& object, RpcComplaint complaint) {
    dom::element error;
    if (object["error"].get(error) == simdjson::SUCCESS && !error.is_null()) {
        dom::object details;
        if (error.get(details) != simdjson::SUCCESS) return from_words(std::move(complaint), error);
        take_words(details, complaint);
        return classify(complaint);
    }
    if (take_bare_complaint(object, complaint)) return classify(complaint);
    return without_complaint(complaint, "an answer without a result, or to another question");
}

RpcError from_array(const dom::array& array, const RpcComplaint& complaint) {
    for (const auto member : array) {
        dom::object object;
        if (member.get(object) != simdjson::SUCCESS) continue;
        RpcError error = from_object(object, complaint);
        if (error.error_class != RpcErrorClass::kMalformed) return error;
    }
    return without_complaint(complaint, "batch answers that are missing, repeated or not ours");
}

}  // namespace

RpcError diagnose(const HttpResponse& answer) {
    RpcComplaint complaint;
    complaint.http_status = answer.status;
    if (const auto header = find_header(answer.headers, "Retry-After")) complaint.retry_after = std::string{*header};
    if (answer.body.size() > kLongestComplaint)
        return without_complaint(complaint, "a large answer without a result, or to another question");
    dom::parser parser;
    dom::element root;
    const bool is_json = parser.parse(answer.body).get(root) == simdjson::SUCCESS;
    dom::object object;
    dom::array array;
    if (is_json && root.get(object) == simdjson::SUCCESS) return from_object(object, std::move(complaint));
    if (is_json && root.get(array) == simdjson::SUCCESS) return from_array(array, complaint);
    return without_complaint(complaint, answer.body.empty() ? "an empty answer" : "an answer that is not JSON");
}

}  // namespace dexarb
