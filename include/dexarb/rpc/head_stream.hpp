#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dexarb/async/notifier.hpp"
#include "dexarb/base/block_id.hpp"
#include "dexarb/rpc/rpc_client.hpp"

namespace dexarb {

/// `eth_subscribe newHeads` at one endpoint that can speak unasked: news that its head may be new, never a state.
class HeadStream {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// `client` outlives the stream.
    explicit HeadStream(RpcClient& client);
    ~HeadStream();
    HeadStream(const HeadStream&) = delete;
    HeadStream& operator=(const HeadStream&) = delete;

    /// Whether the endpoint is to announce new heads on the connection that is open.
    [[nodiscard]] bool is_live() const { return is_live_; }
    /// Whether `subscribe` should be called. Not at once again after a failure, and for long not after a refusal.
    [[nodiscard]] bool is_due(Time now) const { return !is_live_ && !is_subscribing_ && next_try_ <= now; }
    [[nodiscard]] Task<void> subscribe(Time now);

    /// The newest head announced since the last call; waits for one, at most `longest` and while live.
    [[nodiscard]] Task<std::optional<BlockId>> wait(std::chrono::milliseconds longest);

    /// Leaves a stream that says nothing though there are new heads: over a new connection after a pause, which grows
    /// until something is announced.
    void renew(Time now);
    /// Leaves it because nobody listens any more.
    void leave();

    [[nodiscard]] std::uint64_t announced() const { return announced_; }

  private:
    void on_message(std::string_view message);
    void on_end();
    void try_again_later(Time now);

    RpcClient* client_;
    std::optional<Notifier> wake_;
    std::optional<BlockId> newest_;
    bool is_live_ = false;
    bool is_subscribing_ = false;
    std::uint64_t ends_ = 0;  // Of connections.
    unsigned failures_ = 0;
    Time next_try_{};
    std::uint64_t announced_ = 0;
};

/// The block that a `newHeads` notification announces; nothing for any other message.
[[nodiscard]] std::optional<BlockId> read_announced_head(std::string_view message);

}  // namespace dexarb
