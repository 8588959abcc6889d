#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "dexarb/base/result.hpp"
#include "dexarb/net/http_message.hpp"

namespace dexarb {

/// What an answer to a message means.
struct WebhookVerdict {
    enum class Kind {
        kDelivered,
        kLater,  ///< Busy, broken or out of reach: the same message may go through later.
        kNever,  ///< It will not take this message, however often it is sent.
    };
    Kind kind = Kind::kDelivered;
    std::string reason;                             ///< In words; may repeat what the peer said.
    std::optional<std::chrono::milliseconds> hint;  ///< How long it asked to wait.
};

/// Retry-After is read in both its forms, and as Discord and Telegram write it into the body. `now` is the time of the
/// answer.
[[nodiscard]] WebhookVerdict judge_answer(const Result<HttpResponse>& answer, std::chrono::sys_seconds now);

}  // namespace dexarb
