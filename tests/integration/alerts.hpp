#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "support/webhook_peer.hpp"

namespace dexarb::testing {

/// The secret path of a webhook; `kSecret` is what may be seen nowhere.
inline constexpr const char* kHookPath = "/hooks/T0P-S3CRET";
inline constexpr const char* kHookSecret = "S3CRET";

inline constexpr const char* kPlainTemplate = R"({"body": {"kind": "{kind}", "title": "{title}", "text": "{text}"}})";

/// An alerts file with one webhook, ops, of that template, at the address that `told` gives.
[[nodiscard]] inline std::string alerts_file(const std::string& name, const std::string& more = "",
                                             const std::string& rules = "{}") {
    return R"({"rules": )" + rules + R"(, "webhooks": [{"name": "ops", "template": ")" + name +
           R"(", "url": "$ALERT_URL")" + more + "}]}";
}
[[nodiscard]] inline Environment told(const std::string& url) {
    return {{"ALERT_URL", url}};
}

[[nodiscard]] inline std::vector<std::string> kinds_of(const WebhookPeer& peer) {
    std::vector<std::string> kinds;
    for (const HttpRequest& message : peer.messages())
        kinds.push_back(nlohmann::json::parse(message.body)["kind"]);
    return kinds;
}
/// The text of the first of that kind; empty before it came.
[[nodiscard]] inline std::string told_of(const WebhookPeer& peer, const std::string& kind) {
    for (const HttpRequest& message : peer.messages())
        if (const auto body = nlohmann::json::parse(message.body); body["kind"] == kind) return body["text"];
    return "";
}
[[nodiscard]] inline bool is_told(const WebhookPeer& peer, const std::string& kind) {
    return eventually([&] { return !told_of(peer, kind).empty(); });
}

}  // namespace dexarb::testing
