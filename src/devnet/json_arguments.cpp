#include "json_arguments.hpp"

#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/quantity.hpp"

namespace dexarb {
namespace {

constexpr std::int64_t kInvalidParams = -32602;

/// A string of the JSON text, or null.
const std::string* text_of(const Json& value) {
    return value.get_ptr<const std::string*>();
}

bool is_hex(const std::string* text) {
    return text != nullptr && text->starts_with("0x");
}

Argument<SimulatedBlockPtr> known(SimulatedBlockPtr block, const char* otherwise) {
    if (!block) return RpcFault{-32000, otherwise};
    return block;
}

Argument<SimulatedBlockPtr> state_by_hash(const NodeRpc& node, const Json& object, std::size_t position) {
    const auto hash = hash_argument(object["blockHash"], position);
    if (!hash) return hash.error();
    const auto block = known(node.find(*hash), "header for hash not found");
    if (!block) return block;
    const bool must_be_canonical = object.value("requireCanonical", Json(false)) == Json(true);
    if (must_be_canonical && !node.network().chain().is_canonical(**block))
        return RpcFault{-32000, "hash is not currently canonical"};
    return block;
}

}  // namespace

RpcFault invalid_argument(std::size_t position, std::string_view why) {
    return {kInvalidParams, "invalid argument " + std::to_string(position) + ": " + std::string{why}};
}

RpcFault missing_argument(std::size_t position) {
    return {kInvalidParams, "missing value for required argument " + std::to_string(position)};
}

Argument<Hash> hash_argument(const Json& value, std::size_t position) {
    const std::string* text = text_of(value);
    const auto hash = is_hex(text) ? hash_from_hex(*text) : std::nullopt;
    if (!hash) return invalid_argument(position, "hex string of 32 bytes wanted for common.Hash");
    return *hash;
}

Argument<Address> address_argument(const Json& value, std::size_t position) {
    const std::string* text = text_of(value);
    Address address;
    if (!is_hex(text) || !fill_from_hex(*text, address.bytes))
        return invalid_argument(position, "hex string of 20 bytes wanted for common.Address");
    return address;
}

Argument<Bytes> data_argument(const Json& value, std::size_t position) {
    const std::string* text = text_of(value);
    auto bytes = is_hex(text) ? bytes_from_hex(*text) : std::nullopt;
    if (!bytes) return invalid_argument(position, "hex string of whole bytes wanted for hexutil.Bytes");
    return *std::move(bytes);
}

Argument<std::uint64_t> quantity_argument(const Json& value, std::size_t position) {
    const std::string* text = text_of(value);
    const auto number = text != nullptr ? u64_from_quantity(*text) : std::nullopt;
    if (!number) return invalid_argument(position, "hex quantity without leading zeros wanted");
    return *number;
}

Argument<SimulatedBlockPtr> block_by_tag(const NodeRpc& node, const Json& value, std::size_t position) {
    if (value == Json("latest") || value == Json("pending")) return node.head();
    if (value == Json("earliest")) return node.at(0);
    if (value == Json("finalized")) return RpcFault{-32000, "finalized block not found"};
    if (value == Json("safe")) return RpcFault{-32000, "safe block not found"};
    const auto number = quantity_argument(value, position);
    if (!number) return number.error();
    return node.at(*number);
}

Argument<SimulatedBlockPtr> state_argument(const NodeRpc& node, const Json& value, std::size_t position) {
    if (value.is_object() && value.contains("blockHash") && value.contains("blockNumber"))
        return invalid_argument(position, "cannot specify both BlockHash and BlockNumber, choose one or the other");
    if (value.is_object() && value.contains("blockHash")) return state_by_hash(node, value, position);
    const bool is_wrapped = value.is_object() && value.contains("blockNumber");
    const auto block = block_by_tag(node, is_wrapped ? value["blockNumber"] : value, position);
    return block ? known(*block, "header not found") : block;
}

}  // namespace dexarb
