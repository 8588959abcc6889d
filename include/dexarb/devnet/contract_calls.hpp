#pragma once

#include <span>

#include "dexarb/devnet/simulated_chain.hpp"
#include "dexarb/rpc/multicall.hpp"

namespace dexarb {

/// What an `eth_call` gives: return data, or the data it reverted with. An address without code gives success and no
/// data, as the EVM does.
using CallResult = MulticallResult;

/// The view functions of the simulated contracts: Multicall3, factories, pairs, pools and tokens of the market.
///
/// A function a contract does not have reverts without data. Sources: as in rpc/pool_calls.hpp.
/// `chain` holds the block's ancestors, whose hashes Multicall3 names.
[[nodiscard]] CallResult call_contract(const MarketDefinition& market, const SimulatedChain& chain,
                                       const SimulatedBlock& block, const Address& to,
                                       std::span<const std::uint8_t> data);

/// The reason of a revert with Error(string); empty for others.
[[nodiscard]] std::string revert_reason(std::span<const std::uint8_t> data);

}  // namespace dexarb
