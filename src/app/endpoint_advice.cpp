#include "dexarb/app/endpoint_advice.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

namespace dexarb {

namespace {

/// A phrase of a failure's detail, in lower case, and what it means.
struct Meaning {
    std::string_view phrase;
    std::string_view text;
    std::string_view action;
};

constexpr std::string_view kCopyUrl = "Copy the whole URL anew from your provider's page, path and key included";

/// Of failures without an answer: the words are those of `net` and of OpenSSL. The first that fits holds.
constexpr auto kUnreachable = std::to_array<Meaning>({
    {"cannot resolve the host", "its name does not resolve",
     "Look for a typing mistake in the host of RPC_URL; if it is right, this machine has no working name server "
     "(`getent hosts NAME` must print an address)"},
    {"certificate has expired", "its TLS certificate has expired",
     "If `date -u` shows the right day here, its operator must renew it: use another endpoint until then"},
    {"not yet valid", "its TLS certificate is not valid yet",
     "This machine's clock is behind: compare `date -u`, then `timedatectl set-ntp true`"},
    {"self-signed", "its TLS certificate is signed by nobody whom this machine trusts",
     "If the node is yours, put its certificate into a file and name it in SSL_CERT_FILE, or use http:// where nobody "
     "else listens. If it is a provider's, somebody stands between: do not go on"},
    // So says OpenSSL where all is well but the name, which is Asio's to check.
    {"unspecified certificate verification", "its TLS certificate is for another host",
     "Put the host name into RPC_URL that the certificate is for, not an address or another name"},
    {"certificate refused", "its TLS certificate cannot be verified",
     "Install this machine's certificates (package ca-certificates); if the node is yours, name its certificate in "
     "SSL_CERT_FILE"},
    {"certificate verify failed", "its TLS certificate is for another host",
     "Put the host name into RPC_URL that the certificate is for, not an address or another name"},
    {"wrong version number", "it does not speak TLS at that port",
     "Begin the URL with http:// or ws://, or mend the port"},
    {"tls handshake", "it ends the TLS handshake", "Mend the port, or begin the URL with http:// or ws://"},
    {"connection refused", "nothing listens at that host and port", "Start the node, or mend host and port in RPC_URL"},
    {"no complete reply", "it does not answer in time",
     "Check host and port, that a firewall lets this machine out, and that the node is not overloaded"},
    {"no answer", "it hangs up without an answer", "If that port speaks TLS, begin the URL with https:// or wss://"},
    {"broke off", "it breaks off in the middle of an answer", "Check again; if it stays so, use another endpoint"},
});

/// Of endpoints that are not to be asked again.
constexpr auto kStopped = std::to_array<Meaning>({
    {"its quota of", "all that the limits behind # in RPC_URL allow is spent",
     "Wait until the quota begins anew, or raise the limit there if the plan allows more"},
    {"http 404", "there is no JSON-RPC service at the path of its URL", kCopyUrl},
    {"http 405", "there is no JSON-RPC service at the path of its URL", kCopyUrl},
    {"http 410", "there is no JSON-RPC service at the path of its URL any more", kCopyUrl},
    {"http 30", "it sends us on to another URL, which is not followed",
     "Put the URL itself into RPC_URL; often it is the same with https:// in front"},
    {"http 402", "its plan is used up",
     "See your provider's dashboard: wait until the quota begins anew, or take a larger plan"},
    {"capacity", "its plan is used up",
     "See your provider's dashboard: wait until the quota begins anew, or take a larger plan"},
    {"quota", "its plan is used up",
     "See your provider's dashboard: wait until the quota begins anew, or take a larger plan"},
    {"cups", "its plan is used up",
     "See your provider's dashboard: wait until the quota begins anew, or take a larger plan"},
    {"free", "its free plan does not include this", "Take a plan that does, or another endpoint"},
    {"plan", "its plan does not include this", "Take a plan that does, or another endpoint"},
    {"", "it refuses the key",
     "Copy the whole URL anew from your provider's page, and look there whether the key is active, for Polygon, and "
     "allowed from this machine's address"},
});

constexpr auto kLater = std::to_array<Meaning>({
    {"http 400", "it does not take our requests",
     "Check path and port in RPC_URL; if that port speaks TLS, begin the URL with https:// or wss://"},
    {"http 415", "it does not take our requests", "Check path and port in RPC_URL: this seems to be no JSON-RPC node"},
    {"", "it fails for a reason that is not known here", "Ask its operator what the words in brackets mean"},
});

constexpr std::string_view kSlower =
    "Write the plan's limits behind # in RPC_URL (such as #rps=5,cups=300, see docs/configuration.md), end other "
    "programs "
    "that use this key, or take a larger plan";

std::string lower_case(std::string text) {
    for (char& letter : text)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return text;
}

/// The failure's own words, less the endpoint's name, which stands before them anyway.
std::string words_of(const RpcError& error, std::string_view endpoint) {
    std::string words = error.detail;
    const std::string name = std::string{endpoint} + ": ";
    for (auto at = words.find(name); at != std::string::npos; at = words.find(name))
        words.erase(at, name.size());
    std::ranges::replace(words, '\n', ' ');
    return words;
}

bool is_rate_limit(const RpcError& error, const std::string& words) {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"429", "limit", "too many", "per second", "has exceeded", "request rate", "try again in", "retry in"});
    return error.retry_after || error.rpc_code == -32005 ||
           std::ranges::any_of(kWords, [&](std::string_view word) { return words.find(word) != std::string::npos; });
}

Advice among(std::span<const Meaning> meanings, const std::string& words, const Meaning& otherwise) {
    const auto fits = [&](const Meaning& meaning) { return words.find(meaning.phrase) != std::string::npos; };
    const auto found = std::ranges::find_if(meanings, fits);
    const Meaning& meaning = found == meanings.end() ? otherwise : *found;
    return {std::string{meaning.text}, std::string{meaning.action}};
}

Advice advise_slower(const RpcError& error) {
    std::string text = "it is asked more often than its plan allows";
    if (error.retry_after)
        text += fmt::format(", and wants {:.0f} s of silence", static_cast<double>(error.retry_after->count()) / 1e3);
    return {text, std::string{kSlower}};
}

Advice meaning_of(const RpcError& error, const std::string& words) {
    constexpr Meaning kGone{"", "it cannot be reached", "Check host and port in RPC_URL, and this machine's network"};
    constexpr Meaning kPassing{"", "it has trouble of its own",
                               "Check again in some minutes; if it stays so, use another endpoint"};
    if (error.code == ErrorCode::kNetwork) return among(kUnreachable, words, kGone);
    switch (error.error_class) {
        case RpcErrorClass::kStopEndpoint:
            return among(kStopped, words, kPassing);
        case RpcErrorClass::kRetryLater:
            return is_rate_limit(error, words) ? advise_slower(error) : among(kLater, words, kPassing);
        case RpcErrorClass::kMalformed:
            return {"what answers there is no sound JSON-RPC node",
                    "Check path and port in RPC_URL: it may lead to a web page or to another service"};
        case RpcErrorClass::kNotHere:
        case RpcErrorClass::kInvalidRequest:
            return {"it does not serve a question that `run` asks", "Use another endpoint, or a plan that serves it"};
        default:
            return among({}, words, kPassing);
    }
}

}  // namespace

Advice advise(const RpcError& error, std::string_view endpoint) {
    const std::string words = words_of(error, endpoint);
    Advice advice = meaning_of(error, lower_case(words));
    advice.text += " (" + words + ")";
    return advice;
}

}  // namespace dexarb
