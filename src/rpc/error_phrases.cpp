#include "rpc/error_phrases.hpp"

#include <array>

namespace dexarb {

namespace {

struct Phrase {
    std::string_view text;
    RpcErrorClass error_class;
};

using enum RpcErrorClass;

// Words that nodes and providers were seen to use, lower case. The first that a message contains decides, so what is
// said in passing ("upgrade your account" in a rate limit) must stand behind what is meant.
constexpr auto kPhrases = std::to_array<Phrase>({
    // The contract's own answer.
    {"execution reverted", kRevert},
    {"transaction: revert", kRevert},
    {"vm execution error", kRevert},
    {"vm exception", kRevert},
    {"evm error", kRevert},
    {"invalid opcode", kRevert},
    {"out of gas", kRevert},
    {"intrinsicgas", kRevert},
    {"gas too low", kRevert},
    {"reverted", kRevert},

    // Keys and quotas.
    {"monthly capacity", kStopEndpoint},
    {"not enough cups", kStopEndpoint},
    {"exceeded the quota", kStopEndpoint},
    {"reached the quota", kStopEndpoint},
    {"reached the free tier", kStopEndpoint},
    {"limit for your current plan", kStopEndpoint},
    {"not included in your current plan", kStopEndpoint},
    {"upgrade your tier", kStopEndpoint},
    {"upgrade your api plan", kStopEndpoint},
    {"/billing", kStopEndpoint},
    {"payment required", kStopEndpoint},
    {"api key disabled", kStopEndpoint},
    {"api key is not allowed", kStopEndpoint},
    {"invalid api key", kStopEndpoint},
    {"missing api key", kStopEndpoint},
    {"key is inactive", kStopEndpoint},
    {"invalid project id", kStopEndpoint},
    {"must be authenticated", kStopEndpoint},
    {"unauthorized", kStopEndpoint},
    {"tenant disabled", kStopEndpoint},

    // Behind the head, before "block range" below.
    {"beyond current head", kRetryElsewhere},
    {"beyond latest executed", kRetryElsewhere},
    {"still syncing", kRetryElsewhere},

    // What this endpoint never has, before "not found" and "not supported" below.
    {"finalized block not found", kNotHere},
    {"safe block not found", kNotHere},
    {"pending block not found", kNotHere},
    {"pending block is not available", kNotHere},
    {"is not a supported", kNotHere},
    {"not a supported commitment", kNotHere},
    {"missing trie node", kNotHere},
    {"archive", kNotHere},
    {"no state available", kNotHere},
    {"requested data is not available", kNotHere},
    {"historical state", kNotHere},
    {"pruned", kNotHere},
    {"not currently canonical", kNotHere},
    {"invalid block range params", kInvalidRequest},

    // Less at a time.
    {"batch", kSplit},
    {"block range", kSplit},
    {"blocks range", kSplit},
    {"max range", kSplit},
    {"range limit", kSplit},
    {"range is too", kSplit},
    {"range too large", kSplit},
    {"range threshold", kSplit},
    {"ranges over", kSplit},
    {"exceeds limit of", kSplit},
    {"exceeds the range", kSplit},
    {"eth_getlogs is limited", kSplit},
    {"limited to a", kSplit},
    {"blocks distance", kSplit},
    {"number of requested blocks", kSplit},
    {"limit the query to", kSplit},
    {"query exceeds", kSplit},
    {"query must be smaller", kSplit},
    {"query returned more than", kSplit},
    {"returned more than", kSplit},
    {"exceeds max results", kSplit},
    {"too many logs", kSplit},
    {"too many results", kSplit},
    {"logs over more", kSplit},
    {"narrow your filter", kSplit},
    {"try paginating", kSplit},
    {"filters. the current limit", kSplit},
    {"current limit is", kSplit},
    {"specify less number of address", kSplit},
    {"per search position", kSplit},
    {"response size", kSplit},
    {"response too large", kSplit},
    {"response is too big", kSplit},
    {"is too big", kSplit},
    {"too large, max is", kSplit},
    {"exceeded max allowed", kSplit},
    {"blocks, query", kSplit},

    // Slower.
    {"rate limit", kRetryLater},
    {"request rate", kRetryLater},
    {"too many requests", kRetryLater},
    {"request limit reached", kRetryLater},
    {"requests limited to", kRetryLater},
    {"credits limited", kRetryLater},
    {"per second", kRetryLater},
    {"rps limit", kRetryLater},
    {"has exceeded", kRetryLater},
    {"limit exceeded", kRetryLater},
    {"under too much load", kRetryLater},
    {"try again in", kRetryLater},
    {"retry in", kRetryLater},

    // This backend, now.
    {"header not found", kRetryElsewhere},
    {"header for hash not found", kRetryElsewhere},
    {"unknown block", kRetryElsewhere},
    {"unknown header", kRetryElsewhere},
    {"block is out of range", kRetryElsewhere},
    {"block not found", kRetryElsewhere},
    {"can't route your request", kRetryElsewhere},
    {"no backend is currently healthy", kRetryElsewhere},
    {"no server available", kRetryElsewhere},
    {"internal json-rpc error", kRetryElsewhere},

    // Again.
    {"timed out", kRetryNow},
    {"timeout", kRetryNow},
    {"deadline exceeded", kRetryNow},

    // Not at all.
    {"free api access is not supported", kStopEndpoint},
    {"method is not whitelisted", kNotHere},
    {"not allowed to access method", kNotHere},
    {"not allowed to access", kStopEndpoint},
    {"method not found", kNotHere},
    {"unsupported method", kNotHere},
    {"does not exist", kNotHere},
    {"not supported", kNotHere},
    {"is disabled", kNotHere},
    {"is not available", kNotHere},
    {"bad request input", kInvalidRequest},
    {"invalid params", kInvalidRequest},
    {"invalid argument", kInvalidRequest},
    {"invalid request", kInvalidRequest},
    {"invalid type:", kInvalidRequest},
    {"param is required", kInvalidRequest},
    {"malformed blocknumber", kInvalidRequest},
    {"validation errors", kInvalidRequest},
});

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// "limited to 1,000 blocks", which is no fixed phrase.
bool limits_blocks(std::string_view text) {
    constexpr std::string_view kLimited = "limited to ";
    const auto at = text.find(kLimited);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + kLimited.size());
    const auto behind = text.find_first_not_of("0123456789,.k");
    return behind != std::string_view::npos && behind > 0 && text.substr(behind).starts_with(" block");
}

/// What is not there, where its name stands between the words: "block 0x12 was not found".
std::optional<RpcErrorClass> class_of_what_is_missing(std::string_view text) {
    if (!contains(text, "not found") && !contains(text, "not available")) return std::nullopt;
    for (const std::string_view what : {"method", "module", "state"})
        if (contains(text, what)) return kNotHere;
    for (const std::string_view what : {"block", "header", "transaction"})
        if (contains(text, what)) return kRetryElsewhere;
    return std::nullopt;
}

}  // namespace

std::optional<RpcErrorClass> class_of_text(std::string_view lower_case_text) {
    for (const auto& [text, error_class] : kPhrases)
        if (contains(lower_case_text, text)) return error_class;
    if (limits_blocks(lower_case_text)) return kSplit;
    return class_of_what_is_missing(lower_case_text);
}

}  // namespace dexarb
