#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dexarb/app/setup.hpp"
#include "dexarb/base/endpoint_limits.hpp"
#include "dexarb/rpc/endpoint_group.hpp"

namespace dexarb {

struct EndpointsOptions {
    std::vector<std::string> urls;       ///< Secret; in order of preference.
    std::vector<EndpointLimits> limits;  ///< Of each of these; what is missing has none.
    RpcClientOptions client;             ///< Of each; its budget is made here.
    std::function<void(const std::string&)> on_change;
};

/// The nodes to ask, as one. Refuses a URL that is malformed or of a scheme not served, without showing it.
[[nodiscard]] Result<std::shared_ptr<EndpointGroup>> make_endpoints(const Executor& executor, const Setup& setup,
                                                                    EndpointsOptions options);

}  // namespace dexarb
