#include "dexarb/rpc/rpc_error.hpp"

#include <array>
#include <utility>

#include "rpc/error_phrases.hpp"
#include "rpc/retry_hint.hpp"

namespace dexarb {

namespace {

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}

std::optional<RpcErrorClass> class_of_code(std::int64_t code) {
    switch (code) {
        case 3:
            return RpcErrorClass::kRevert;
        case 429:
        case -32005:
            return RpcErrorClass::kRetryLater;
        case -32601:
            return RpcErrorClass::kNotHere;
        case -32603:
            return RpcErrorClass::kRetryElsewhere;
        case -32700:
        case -32600:
        case -32602:
            return RpcErrorClass::kInvalidRequest;
        default:
            return std::nullopt;
    }
}

/// A path that is not there, a redirect and a refused key have one thing in common: the URL needs its user's hand.
std::optional<RpcErrorClass> class_of_status(unsigned status) {
    if (status == 408 || status == 504 || status == 524) return RpcErrorClass::kRetryNow;
    if (status == 413) return RpcErrorClass::kSplit;
    if (status == 429) return RpcErrorClass::kRetryLater;
    if (status >= 500) return RpcErrorClass::kRetryElsewhere;
    if ((status >= 300 && status < 400) || (status >= 401 && status <= 405) || status == 410)
        return RpcErrorClass::kStopEndpoint;
    return std::nullopt;
}

RpcErrorClass class_of(const RpcComplaint& complaint) {
    const auto by_text = class_of_text(lower_case(complaint.message + " " + complaint.data));
    if (by_text) return *by_text;
    if (complaint.http_status == 429) return RpcErrorClass::kRetryLater;
    const auto by_code = class_of_code(complaint.code);
    if (by_code) return *by_code;
    return class_of_status(complaint.http_status).value_or(RpcErrorClass::kRetryLater);
}

std::string describe(const RpcComplaint& complaint) {
    std::string text = "the node refused";
    if (complaint.http_status != 200) text += " with HTTP " + std::to_string(complaint.http_status);
    if (complaint.code != 0) text += " (code " + std::to_string(complaint.code) + ")";
    return complaint.message.empty() ? text : text + ": " + complaint.message;
}

}  // namespace

std::string_view to_string(RpcErrorClass error_class) {
    constexpr std::array<std::string_view, kRpcErrorClasses> kNames{"retry_now", "retry_elsewhere", "retry_later",
                                                                    "split",     "not_here",        "stop_endpoint",
                                                                    "malformed", "revert",          "invalid_request"};
    return kNames[static_cast<std::size_t>(error_class)];
}

bool is_retryable(RpcErrorClass error_class) {
    return error_class == RpcErrorClass::kRetryNow || error_class == RpcErrorClass::kRetryElsewhere ||
           error_class == RpcErrorClass::kRetryLater || error_class == RpcErrorClass::kMalformed;
}

RpcError classify(const RpcComplaint& complaint) {
    RpcError error;
    error.code = ErrorCode::kRpc;
    error.detail = describe(complaint);
    error.error_class = class_of(complaint);
    error.rpc_code = complaint.code;
    error.retry_after = find_retry_hint(complaint);
    if (error.error_class == RpcErrorClass::kRevert) error.revert_data = find_revert_data(complaint);
    return error;
}

RpcError malformed_answer(std::string detail, RefusalKind kind) {
    RpcError error;
    error.code = ErrorCode::kMalformed;
    error.detail = std::move(detail);
    error.error_class = RpcErrorClass::kMalformed;
    error.refusal = kind;
    return error;
}

}  // namespace dexarb
