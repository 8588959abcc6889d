#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "dexarb/devnet/block_producer.hpp"
#include "dexarb/devnet/faults.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb::testing {

/// The shipped configs/polygon.json.
[[nodiscard]] MarketDefinitionPtr shipped_market();

struct ServedNodeOptions {
    std::chrono::milliseconds block_interval{0};   ///< 0: no new blocks.
    std::size_t history = ChainOptions{}.history;  ///< Blocks kept; older ones are forgotten.
    Intercept intercept;
    std::size_t blocks = 0;  ///< Made before anybody asks.
    /// How old its newest block is at the start; nothing for the simulated chain's own time.
    std::optional<std::chrono::seconds> head_age{};
    NodeRpcOptions rpc{};
};

/// The simulated node on a loopback port, with a thread of its own: for a program in another process.
class ServedNode {
  public:
    explicit ServedNode(ServedNodeOptions options);
    ~ServedNode();
    ServedNode(const ServedNode&) = delete;
    ServedNode& operator=(const ServedNode&) = delete;

    /// "http://127.0.0.1:PORT"
    [[nodiscard]] const std::string& url() const;
    /// "127.0.0.1:PORT"
    [[nodiscard]] std::string host() const { return url().substr(7); }
    /// No new blocks from here on.
    void stop_mining();
    /// Ends it and says how many calls it was asked.
    [[nodiscard]] std::uint64_t stop();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dexarb::testing
