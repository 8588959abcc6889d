#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "dexarb/devnet/simulated_chain.hpp"
#include "dexarb/rpc/abi.hpp"

namespace dexarb {

/// One call of a view function.
struct ViewCall {
    const MarketDefinition& market;
    const SimulatedBlock& block;
    std::string_view function;  ///< Its signature; empty for a function that no contract here has.
    std::span<const std::uint8_t> arguments;
};

/// The signature behind a selector, of the functions below; empty for others.
[[nodiscard]] std::string_view view_signature(const Selector& selector);

/// Each gives the return data, or nothing where the contract reverts.
[[nodiscard]] std::optional<Bytes> view_factory(const ViewCall& call, std::uint32_t dex);
[[nodiscard]] std::optional<Bytes> view_pool(const ViewCall& call, PoolIndex pool);
[[nodiscard]] std::optional<Bytes> view_token(const ViewCall& call, TokenIndex token);

}  // namespace dexarb
