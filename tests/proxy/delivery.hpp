#pragma once

#include <string>

#include "dexarb/async/task.hpp"
#include "dexarb/net/http_message.hpp"

#include "proxy/fault.hpp"
#include "proxy/wire.hpp"

namespace dexarb::testing {

/// Sends an answer, all of it or as `fault` has it. Whether the connection may go on.
[[nodiscard]] Task<bool> deliver(Wire& wire, HttpResponse answer, std::optional<Fault> fault);

/// Until the other side has gone.
[[nodiscard]] Task<void> wait_for_end(Wire& wire);

}  // namespace dexarb::testing
