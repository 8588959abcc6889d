#include "json_answers.hpp"

#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/quantity.hpp"

namespace dexarb {
namespace {

constexpr std::string_view kZeroHash = "0x0000000000000000000000000000000000000000000000000000000000000000";
constexpr std::string_view kZeroAddress = "0x0000000000000000000000000000000000000000";
/// keccak256 of the empty RLP list.
constexpr std::string_view kNoUncles = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
constexpr std::uint64_t kGwei = 1'000'000'000;

/// Roots stand for tries this chain does not keep: hashes of what they would hold.
std::string root_of(std::string_view what, const SimulatedBlock& block) {
    return to_string(keccak256(std::string{what} + to_string(block.state_root) + to_string(block.header.hash)));
}

Json transaction_json(const SimulatedBlock& block, std::size_t index, std::uint64_t chain_id) {
    const SimulatedTransaction& transaction = block.transactions[index];
    const std::uint64_t fee = block.header.base_fee->low_u64() + 30 * kGwei;
    Json json;
    json["blockHash"] = to_string(block.header.hash);
    json["blockNumber"] = to_quantity(block.header.number);
    json["from"] = hex_data(transaction.sender.bytes);
    json["gas"] = to_quantity(transaction.gas_used * 3 / 2);
    json["gasPrice"] = to_quantity(fee);
    json["maxFeePerGas"] = to_quantity(2 * fee);
    json["maxPriorityFeePerGas"] = to_quantity(30 * kGwei);
    json["hash"] = to_string(transaction.hash);
    json["input"] = "0x";
    json["nonce"] = "0x0";
    json["to"] = kZeroAddress;
    json["transactionIndex"] = to_quantity(index);
    json["value"] = "0x0";
    json["type"] = "0x2";
    json["accessList"] = Json::array();
    json["chainId"] = to_quantity(chain_id);
    json["v"] = json["r"] = json["s"] = json["yParity"] = "0x0";
    return json;
}

Json transactions_json(const SimulatedBlock& block, std::uint64_t chain_id, bool whole) {
    Json list = Json::array();
    for (std::size_t i = 0; i < block.transactions.size(); ++i)
        list.push_back(whole ? transaction_json(block, i, chain_id) : Json(to_string(block.transactions[i].hash)));
    return list;
}

}  // namespace

std::string hex_data(std::span<const std::uint8_t> bytes) {
    return "0x" + to_hex(bytes);
}

Json block_json(const SimulatedBlock& block, std::uint64_t chain_id, bool with_transactions) {
    const RpcHeader& header = block.header;
    Json json;
    json["baseFeePerGas"] = to_quantity(*header.base_fee);
    json["difficulty"] = "0x1";
    json["extraData"] = hex_data(abi_word(U256{block.branch}));
    json["gasLimit"] = to_quantity(header.gas_limit);
    json["gasUsed"] = to_quantity(header.gas_used);
    json["hash"] = to_string(header.hash);
    json["logsBloom"] = hex_data(header.logs_bloom.bytes);
    json["miner"] = kZeroAddress;
    json["mixHash"] = kZeroHash;
    json["nonce"] = "0x0000000000000000";
    json["number"] = to_quantity(header.number);
    json["parentHash"] = to_string(header.parent_hash);
    json["receiptsRoot"] = root_of("receipts", block);
    json["sha3Uncles"] = kNoUncles;
    json["size"] = to_quantity(620 + 180 * block.transactions.size());
    json["stateRoot"] = to_string(block.state_root);
    json["timestamp"] = to_quantity(header.timestamp);
    json["transactions"] = transactions_json(block, chain_id, with_transactions);
    json["transactionsRoot"] = root_of("transactions", block);
    json["uncles"] = Json::array();
    return json;
}

Json header_json(const SimulatedBlock& block) {
    Json json = block_json(block, 0, false);
    for (const char* beyond_the_header : {"size", "transactions", "uncles"})
        json.erase(beyond_the_header);
    return json;
}

Json log_json(const RpcLog& log, std::uint64_t timestamp) {
    Json json;
    json["address"] = hex_data(log.address.bytes);
    json["topics"] = Json::array();
    for (std::size_t i = 0; i < log.topic_count; ++i)
        json["topics"].push_back(to_string(log.topics[i]));
    json["data"] = hex_data(log.data);
    json["blockNumber"] = to_quantity(log.block_number);
    json["transactionHash"] = to_string(log.transaction_hash);
    json["transactionIndex"] = to_quantity(log.transaction_index);
    json["blockHash"] = to_string(log.block_hash);
    json["blockTimestamp"] = to_quantity(timestamp);
    json["logIndex"] = to_quantity(log.log_index);
    json["removed"] = false;
    return json;
}

}  // namespace dexarb
