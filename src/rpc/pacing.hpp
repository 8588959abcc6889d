#pragma once

#include <chrono>
#include <cstdint>

#include "dexarb/rpc/rpc_client.hpp"

namespace dexarb {

/// When the next request may go out: at once after a success, after growing jittered pauses while they fail.
class Pacing {
  public:
    using Clock = std::chrono::steady_clock;

    /// `options` outlives it.
    explicit Pacing(const RpcClientOptions& options) : options_{&options}, random_{options.seed} {}

    void on_success();
    /// The pause that this failure brings; a node's hint is kept to, with some jitter on top.
    std::chrono::milliseconds on_failure(const RpcError& error, Clock::time_point now);

    [[nodiscard]] Clock::time_point not_before() const { return not_before_; }

  private:
    /// In [0, 1).
    [[nodiscard]] double draw();

    const RpcClientOptions* options_;
    std::uint64_t random_;
    unsigned failures_ = 0;
    Clock::time_point not_before_;
};

}  // namespace dexarb
