#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "proxy/fault.hpp"
#include "proxy/wire.hpp"

namespace dexarb::testing {

/// Asked for each frame of the node, before it is passed on.
using FrameFault = std::function<std::optional<Fault>()>;

/// Passes bytes both ways until one side ends: those of the client as they are, those of the node frame by frame,
/// spoilt as `next_fault` says. `first` is what the client has sent so far.
[[nodiscard]] Task<void> tunnel(std::shared_ptr<Wire> client, std::shared_ptr<Wire> node, std::string first,
                                FrameFault next_fault);

}  // namespace dexarb::testing
