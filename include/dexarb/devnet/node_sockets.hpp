#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "dexarb/devnet/node_service.hpp"
#include "dexarb/net/web_socket.hpp"

namespace dexarb {

/// The node over WebSocket: the same calls as over HTTP, several at a time, and `eth_subscribe` for `newHeads`.
/// Held by a shared_ptr, which conversations keep.
class NodeSockets : public std::enable_shared_from_this<NodeSockets> {
  public:
    /// Both outlive it, or its `end`.
    NodeSockets(Executor executor, NodeService& service, NodeRpc& rpc);

    /// Until the peer has gone.
    [[nodiscard]] Task<void> converse(std::shared_ptr<WebSocket> socket);

    /// Tells subscribers of the blocks that lead to the head and have not been told yet, branch by branch.
    void announce();
    /// Subscribers hear nothing while muted, nor later of what they missed: a stream that stalls.
    void mute(bool is_muted) { is_muted_ = is_muted; }
    /// Closes all conversations.
    void end();

    [[nodiscard]] std::size_t subscriptions() const;

  private:
    struct Line {
        std::shared_ptr<WebSocket> socket;
        std::vector<std::string> subscriptions;
    };
    using LinePtr = std::shared_ptr<Line>;
    using Outcome = boost::system::result<std::string, RpcFault>;

    void answer(const LinePtr& line, const std::string& text);
    [[nodiscard]] Outcome subscribe(Line& line, std::string_view params);
    [[nodiscard]] static Outcome unsubscribe(Line& line, std::string_view params);
    void tell(const SimulatedBlock& block) const;

    Executor executor_;
    NodeService* service_;
    NodeRpc* rpc_;
    std::vector<std::weak_ptr<Line>> lines_;
    std::deque<Hash> announced_;  // The newest last.
    std::uint64_t next_subscription_ = 1;
    bool is_muted_ = false;
    bool is_over_ = false;
};

}  // namespace dexarb
