#include "dexarb/app/endpoints.hpp"

#include <utility>

namespace dexarb {

Result<std::shared_ptr<EndpointGroup>> make_endpoints(const Executor& executor, const Setup& setup,
                                                      EndpointsOptions options) {
    RpcClientOptions client_options = std::move(options.client);
    std::vector<std::shared_ptr<RpcClient>> clients;
    for (std::size_t i = 0; i < options.urls.size(); ++i) {
        const EndpointLimits limits = i < options.limits.size() ? options.limits[i] : EndpointLimits{};
        client_options.budget = std::make_shared<EndpointBudget>(limits, setup.units, client_options.clock.utc());
        auto client = make_rpc_client(executor, options.urls[i], client_options);
        if (!client) return std::move(client).error();
        clients.push_back(*std::move(client));
    }
    EndpointGroupOptions group;
    group.chain_id = setup.market->chain_id;
    group.on_change = std::move(options.on_change);
    return std::make_shared<EndpointGroup>(std::move(clients), std::move(group));
}

}  // namespace dexarb
