#pragma once

#include <functional>
#include <string>

namespace dexarb {

enum class ControlAction { kPause, kResume, kReset, kReload };

/// What somebody with the token wants changed.
struct ControlRequest {
    ControlAction action = ControlAction::kPause;
    std::string config;  ///< Empty for a reload.
};

/// What came of it, as an HTTP status and one sentence.
struct ControlAnswer {
    unsigned status = 200;
    std::string detail;
};

/// Called once, on any thread.
using ControlReply = std::function<void(ControlAnswer)>;

/// Takes requests on the server's thread, must not wait, and hands them to the thread that trades.
using ControlHandler = std::function<void(ControlRequest, ControlReply)>;

}  // namespace dexarb
