#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dexarb/base/alert.hpp"
#include "dexarb/base/micro_usd.hpp"

namespace dexarb {

/// From where on something is worth a message.
struct AlertRules {
    MicroUsd trade_above{10'000'000};              ///< Won or lost by one trade.
    std::chrono::seconds no_block_after{60};       ///< Never before the feed itself calls it a stall.
    std::chrono::seconds endpoint_lost_after{60};  ///< Without an answer; one that is stopped is lost at once.
    unsigned quota_left_percent = 10;              ///< Of the day, or of the month where no day is limited.

    friend bool operator==(const AlertRules&, const AlertRules&) = default;
};

using AlertKinds = std::bitset<kAlertKindCount>;

/// Where messages go, and what they look like there.
struct Webhook {
    std::string name;
    std::string url;  ///< Secret: show scheme and host only.
    /// Secret; sent with each message, as they are.
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;                              ///< JSON with placeholders in its strings.
    std::map<std::string, std::string> variables;  ///< May be secret; what `body` needs besides the alert.
    AlertKinds kinds;                              ///< Those that it is sent.
    std::size_t messages_per_minute = 20;

    friend bool operator==(const Webhook&, const Webhook&) = default;
};

struct AlertOptions {
    AlertRules rules;
    std::vector<Webhook> webhooks;  ///< By different names.

    friend bool operator==(const AlertOptions&, const AlertOptions&) = default;
};

}  // namespace dexarb
