#pragma once

#include "json_answers.hpp"

namespace dexarb {

template <typename T>
using Argument = boost::system::result<T, RpcFault>;

/// -32602 with go-ethereum's words.
[[nodiscard]] RpcFault invalid_argument(std::size_t position, std::string_view why);
[[nodiscard]] RpcFault missing_argument(std::size_t position);

/// Reads one argument of a call. `position` is only for the message.
[[nodiscard]] Argument<Hash> hash_argument(const Json& value, std::size_t position);
[[nodiscard]] Argument<Address> address_argument(const Json& value, std::size_t position);
[[nodiscard]] Argument<Bytes> data_argument(const Json& value, std::size_t position);
[[nodiscard]] Argument<std::uint64_t> quantity_argument(const Json& value, std::size_t position);

/// The block a tag or number names, null if it is not shown. `finalized` and `safe` are never there.
[[nodiscard]] Argument<SimulatedBlockPtr> block_by_tag(const NodeRpc& node, const Json& value, std::size_t position);

/// The block on whose state to call: a tag, a number, or an EIP-1898 object. One that is not shown is an error.
[[nodiscard]] Argument<SimulatedBlockPtr> state_argument(const NodeRpc& node, const Json& value, std::size_t position);

}  // namespace dexarb
