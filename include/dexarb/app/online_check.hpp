#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dexarb/app/endpoint_measures.hpp"
#include "dexarb/app/exit_code.hpp"
#include "dexarb/app/finding.hpp"
#include "dexarb/app/setup.hpp"

namespace dexarb {

/// Whether `run` would work, and why not.
struct OnlineReport {
    ExitCode code = ExitCode::kOk;
    Findings findings;  ///< The last says whether it would.
    std::vector<EndpointMeasures> endpoints;
};

/// Examines all endpoints of `setup` side by side, then reads the market through those that are sound.
[[nodiscard]] Result<OnlineReport> check_online(const Setup& setup, std::uint64_t every,
                                                const std::function<void(const std::string&)>& on_progress);

}  // namespace dexarb
