#pragma once

#include <optional>

#include "dexarb/engine/engine.hpp"
#include "dexarb/service/control.hpp"

namespace dexarb {

/// What a request to pause, resume or reset one configuration comes to.
struct ControlPlan {
    ControlAnswer answer;              ///< Once the handover is made, where there is one.
    std::optional<Handover> handover;  ///< Nothing where nothing changes.
};

/// Judges such a request by how the configurations of `engine` stand: 404 where there is none of that name, 409 where
/// there is nothing to resume.
[[nodiscard]] ControlPlan plan_control(const ControlRequest& request, const Engine& engine);

}  // namespace dexarb
