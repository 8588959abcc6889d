#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "dexarb/devnet/simulated_network.hpp"

namespace dexarb {

struct NodeRpcOptions {
    std::size_t max_batch = 100;
    std::uint64_t max_log_range = 1'000;  ///< Blocks in one eth_getLogs.
    std::size_t max_logs = 10'000;        ///< Logs in one answer.
    std::uint64_t priority_fee_wei = 30'000'000'000;
};

/// A method's failure, as the error object of its answer shows it.
struct RpcFault {
    RpcFault() = default;
    RpcFault(std::int64_t number, std::string text, std::string hex = {})
        : code{number}, message{std::move(text)}, data{std::move(hex)} {}

    std::int64_t code = -32000;
    std::string message;
    std::string data;  ///< A hex string; empty for none.
};

/// The simulated node's JSON-RPC methods over the network's blocks, without a wire. Strict: what is not a valid request
/// is refused as go-ethereum refuses it.
///
/// eth_chainId, eth_blockNumber, eth_getBlockByNumber, eth_getBlockByHash, eth_getLogs, eth_call, eth_gasPrice,
/// eth_maxPriorityFeePerGas, eth_feeHistory, eth_syncing, net_version, web3_clientVersion.
class NodeRpc {
  public:
    /// `network` outlives it.
    explicit NodeRpc(const SimulatedNetwork& network, NodeRpcOptions options = {});

    /// The result of one call as JSON text; `params` is the JSON text of an array.
    [[nodiscard]] boost::system::result<std::string, RpcFault> call(std::string_view method,
                                                                    std::string_view params) const;

    /// Blocks above `number` are not known here yet, as on a backend that lags; nothing shows all again.
    void hide_above(std::optional<BlockNumber> number);
    /// Told of each `hide_above`, which a producer calls after each block.
    void set_on_show(std::function<void()> on_show) { on_show_ = std::move(on_show); }

    /// The newest block shown.
    [[nodiscard]] SimulatedBlockPtr head() const;
    /// A canonical block that is shown, null for others.
    [[nodiscard]] SimulatedBlockPtr at(BlockNumber number) const;
    /// Any block that is shown, uncles too.
    [[nodiscard]] SimulatedBlockPtr find(const Hash& hash) const;

    /// Whether the head's header has been asked for and, if it has any, its logs.
    [[nodiscard]] bool head_was_read() const;
    /// What readers were shown; noted by the methods.
    void note_header(const SimulatedBlock& block) const { read_header_ = block.header.hash; }
    void note_logs(const SimulatedBlock& block) const { read_logs_ = block.header.hash; }

    [[nodiscard]] const SimulatedNetwork& network() const { return *network_; }
    [[nodiscard]] const NodeRpcOptions& options() const { return options_; }

  private:
    const SimulatedNetwork* network_;
    NodeRpcOptions options_;
    std::optional<BlockNumber> visible_;
    std::function<void()> on_show_;
    mutable Hash read_header_;  // Of the last header and logs shown: reading changes nothing else.
    mutable Hash read_logs_;
};

}  // namespace dexarb
