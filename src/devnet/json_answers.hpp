#pragma once

#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "dexarb/devnet/node_rpc.hpp"

namespace dexarb {

/// Keys in the order they are written, as nodes show them.
using Json = nlohmann::ordered_json;
using JsonResult = boost::system::result<Json, RpcFault>;

[[nodiscard]] std::string hex_data(std::span<const std::uint8_t> bytes);

/// Block and log objects with the fields that go-ethereum gives after London.
[[nodiscard]] Json block_json(const SimulatedBlock& block, std::uint64_t chain_id, bool with_transactions);
/// What eth_subscribe newHeads shows of a block.
[[nodiscard]] Json header_json(const SimulatedBlock& block);
[[nodiscard]] Json log_json(const RpcLog& log, std::uint64_t timestamp);

}  // namespace dexarb
