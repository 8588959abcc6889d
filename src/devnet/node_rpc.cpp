#include "dexarb/devnet/node_rpc.hpp"

#include <algorithm>
#include <map>

#include "dexarb/devnet/contract_calls.hpp"
#include "dexarb/rpc/quantity.hpp"

#include "json_arguments.hpp"
#include "log_query.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kMostFeeBlocks = 1'024;
constexpr std::size_t kMostPercentiles = 100;

using Method = JsonResult (*)(const NodeRpc&, const Json&);

JsonResult chain_id(const NodeRpc& node, const Json&) {
    return Json(to_quantity(node.network().market().chain_id));
}

JsonResult net_version(const NodeRpc& node, const Json&) {
    return Json(std::to_string(node.network().market().chain_id));
}

JsonResult client_version(const NodeRpc&, const Json&) {
    return Json("dexarb-devnet/v0.1.0/simulated");
}

JsonResult syncing(const NodeRpc&, const Json&) {
    return Json(false);
}

JsonResult block_number(const NodeRpc& node, const Json&) {
    return Json(to_quantity(node.head()->header.number));
}

/// Second argument of the block methods: whole transactions, or their hashes.
Argument<bool> detail_argument(const Json& params) {
    if (params.size() < 2) return missing_argument(1);
    if (!params[1].is_boolean()) return invalid_argument(1, "json: cannot unmarshal into Go value of type bool");
    return params[1].get<bool>();
}

JsonResult shown_block(const NodeRpc& node, const SimulatedBlockPtr& block, const Json& params) {
    const auto with_transactions = detail_argument(params);
    if (!with_transactions) return with_transactions.error();
    if (!block) return Json(nullptr);
    node.note_header(*block);
    return block_json(*block, node.network().market().chain_id, *with_transactions);
}

JsonResult block_by_number(const NodeRpc& node, const Json& params) {
    if (params.empty()) return missing_argument(0);
    const auto block = block_by_tag(node, params[0], 0);
    if (!block) return block.error();
    return shown_block(node, *block, params);
}

JsonResult block_by_hash(const NodeRpc& node, const Json& params) {
    if (params.empty()) return missing_argument(0);
    const auto hash = hash_argument(params[0], 0);
    if (!hash) return hash.error();
    return shown_block(node, node.find(*hash), params);
}

JsonResult logs(const NodeRpc& node, const Json& params) {
    if (params.empty()) return missing_argument(0);
    return query_logs(node, params[0]);
}

JsonResult call_result(CallResult result) {
    if (result.success) return Json(hex_data(result.data));
    const std::string reason = revert_reason(result.data);
    return RpcFault{3, reason.empty() ? "execution reverted" : "execution reverted: " + reason, hex_data(result.data)};
}

/// The call's data under either of its two names.
Argument<Bytes> call_data(const Json& call) {
    const Json data = call.value("data", Json());
    const Json input = call.value("input", Json());
    if (!data.is_null() && !input.is_null() && data != input)
        return invalid_argument(0, "both \"data\" and \"input\" are set and not equal. Please use \"input\"");
    if (data.is_null() && input.is_null()) return Bytes{};
    return data_argument(input.is_null() ? data : input, 0);
}

JsonResult eth_call(const NodeRpc& node, const Json& params) {
    if (params.empty()) return missing_argument(0);
    if (!params[0].is_object()) return invalid_argument(0, "a call object is wanted");
    const auto block = state_argument(node, params.size() > 1 ? params[1] : Json("latest"), 1);
    if (!block) return block.error();
    const auto data = call_data(params[0]);
    if (!data) return data.error();
    if (!params[0].contains("to")) return RpcFault{-32000, "contract creation is not simulated here"};
    const auto to = address_argument(params[0]["to"], 0);
    if (!to) return to.error();
    return call_result(call_contract(node.network().market(), node.network().chain(), **block, *to, *data));
}

JsonResult gas_price(const NodeRpc& node, const Json&) {
    return Json(to_quantity(*node.head()->header.base_fee + U256{node.options().priority_fee_wei}));
}

JsonResult max_priority_fee(const NodeRpc& node, const Json&) {
    return Json(to_quantity(node.options().priority_fee_wei));
}

/// A count in hex or, as some clients send it, in decimal.
Argument<std::uint64_t> count_argument(const Json& value) {
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    return quantity_argument(value, 0);
}

JsonResult fee_history(const NodeRpc& node, const Json& params) {
    if (params.size() < 2) return missing_argument(params.size());
    const auto count = count_argument(params[0]);
    if (!count) return count.error();
    const auto newest = state_argument(node, params[1], 1);
    if (!newest) return newest.error();
    const Json percentiles = params.size() > 2 ? params[2] : Json();
    if (percentiles.size() > kMostPercentiles) return RpcFault{-32000, "over the query limit 100"};

    const BlockNumber last = (*newest)->header.number;
    const std::uint64_t kept = last - node.network().chain().oldest() + 1;
    const std::uint64_t blocks = std::min({*count, kMostFeeBlocks, kept});
    Json json;
    json["oldestBlock"] = to_quantity(last + 1 - blocks);
    json["baseFeePerGas"] = json["gasUsedRatio"] = Json::array();
    for (BlockNumber number = last + 1 - blocks; number <= last; ++number) {
        const RpcHeader header = node.at(number)->header;
        json["baseFeePerGas"].push_back(to_quantity(*header.base_fee));
        json["gasUsedRatio"].push_back(static_cast<double>(header.gas_used) / static_cast<double>(header.gas_limit));
        const std::vector<std::string> tips(percentiles.size(), to_quantity(node.options().priority_fee_wei));
        if (!percentiles.empty()) json["reward"].push_back(tips);
    }
    // The block after the newest: its fee is not known before it is made, so the present one stands for it.
    json["baseFeePerGas"].push_back(to_quantity(*(*newest)->header.base_fee));
    return json;
}

const std::map<std::string_view, Method>& methods() {
    static const std::map<std::string_view, Method> kMethods{
        {"eth_chainId", chain_id},
        {"eth_blockNumber", block_number},
        {"eth_getBlockByNumber", block_by_number},
        {"eth_getBlockByHash", block_by_hash},
        {"eth_getLogs", logs},
        {"eth_call", eth_call},
        {"eth_gasPrice", gas_price},
        {"eth_maxPriorityFeePerGas", max_priority_fee},
        {"eth_feeHistory", fee_history},
        {"eth_syncing", syncing},
        {"net_version", net_version},
        {"web3_clientVersion", client_version},
    };
    return kMethods;
}

}  // namespace

NodeRpc::NodeRpc(const SimulatedNetwork& network, NodeRpcOptions options) : network_{&network}, options_{options} {}

void NodeRpc::hide_above(std::optional<BlockNumber> number) {
    visible_ = number;
    if (on_show_) on_show_();
}

SimulatedBlockPtr NodeRpc::head() const {
    const SimulatedChain& chain = network_->chain();
    const BlockNumber newest = chain.head().header.number;
    return chain.at(std::clamp(visible_.value_or(newest), chain.oldest(), newest));
}

SimulatedBlockPtr NodeRpc::at(BlockNumber number) const {
    return number > head()->header.number ? nullptr : network_->chain().at(number);
}

SimulatedBlockPtr NodeRpc::find(const Hash& hash) const {
    auto block = network_->chain().find(hash);
    return block && block->header.number <= head()->header.number ? block : nullptr;
}

bool NodeRpc::head_was_read() const {
    const auto block = head();
    return read_header_ == block->header.hash && (block->logs.empty() || read_logs_ == block->header.hash);
}

boost::system::result<std::string, RpcFault> NodeRpc::call(std::string_view method, std::string_view params) const {
    const auto found = methods().find(method);
    if (found == methods().end())
        return RpcFault{-32601, "the method " + std::string{method} + " does not exist/is not available"};
    const Json arguments = Json::parse(params, nullptr, false);
    if (!arguments.is_array()) return RpcFault{-32602, "non-array args"};
    const JsonResult result = found->second(*this, arguments);
    if (!result) return result.error();
    return result->dump();
}

}  // namespace dexarb
