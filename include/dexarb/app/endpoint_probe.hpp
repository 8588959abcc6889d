#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "dexarb/app/endpoint_measures.hpp"
#include "dexarb/async/task.hpp"
#include "dexarb/base/endpoint_limits.hpp"
#include "dexarb/base/method_units.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/net/url.hpp"
#include "dexarb/rpc/chain_reader.hpp"

namespace dexarb {

struct ProbeOptions {
    std::string name;  ///< As `EndpointMeasures::name`; empty for scheme and host.
    EndpointLimits limits;
    MethodUnits units;
    MarketDefinitionPtr market;                           ///< Its chain, and whose logs are asked for.
    std::function<void(const std::string&)> on_progress;  ///< Told what is being asked; may be null.
};

/// Puts a few dozen questions to one endpoint, within its limits, and notes what comes back; it judges nothing. A dead
/// endpoint costs one deadline. It outlives its tasks.
class EndpointProbe {
  public:
    /// Refuses a URL that no client takes, without showing it.
    [[nodiscard]] static Result<std::unique_ptr<EndpointProbe>> make(const Executor& executor, std::string_view url,
                                                                     ProbeOptions options);

    [[nodiscard]] Task<void> measure();
    /// At the head once more, where there is one: for comparing endpoints at one time, and to see it move.
    [[nodiscard]] Task<void> look_again();

    [[nodiscard]] EndpointMeasures measures() const;

  private:
    template <typename T>
    using Question = std::function<Task<RpcResult<T>>()>;

    EndpointProbe(std::unique_ptr<RpcClient> client, ProbeOptions options, const Url& url);

    /// The answer; of failures that may pass by themselves the last of a few.
    template <typename T>
    [[nodiscard]] Task<RpcResult<T>> patiently(Question<T> question);

    [[nodiscard]] Task<void> greet();
    [[nodiscard]] Task<void> compare_clocks();
    [[nodiscard]] Task<void> sample_heads();
    [[nodiscard]] Task<void> ask_logs();
    [[nodiscard]] Task<void> ask_state();
    [[nodiscard]] Task<void> ask_depth();
    [[nodiscard]] Task<void> ask_batch();
    [[nodiscard]] Task<void> listen();
    /// Nothing if the state after `block` is there, and of that block.
    [[nodiscard]] Task<RpcResult<bool>> read_state(RpcHeader block);
    void note_head(const RpcHeader& header);
    void tell(const std::string& what) const;

    ProbeOptions options_;
    std::unique_ptr<RpcClient> client_;
    ChainReader reader_;
    LogFilter filter_;
    std::optional<RpcHeader> newest_;
    EndpointMeasures measures_;
};

}  // namespace dexarb
