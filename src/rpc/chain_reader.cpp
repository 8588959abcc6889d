#include "dexarb/rpc/chain_reader.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/pool_events.hpp"
#include "dexarb/rpc/quantity.hpp"

#include "rpc/decode_block.hpp"
#include "rpc/json.hpp"

namespace dexarb {

namespace {

/// `{"to":..,"data":..},{"blockHash":..,"requireCanonical":true}` in brackets. Source: EIP-1898.
std::string encode_eth_call(const EthCall& call, const Hash& block) {
    std::string params;
    params.reserve(2 * call.data.size() + 192);
    params += R"([{"to":)";
    append_hex(params, call.to.bytes);
    params += R"(,"data":)";
    append_hex(params, call.data);
    params += R"(},{"blockHash":)";
    append_hex(params, block.bytes);
    params += R"(,"requireCanonical":true}])";
    return params;
}

std::string quoted(const std::string& text) {
    return '"' + text + '"';
}

RpcResult<Bytes> decode_return_data(const std::string& json) {
    std::optional<Bytes> data;
    const bool is_text = json.size() >= 4 && json.starts_with("\"0x") && json.ends_with('"');
    if (is_text) data = bytes_from_hex(std::string_view{json}.substr(1, json.size() - 2));
    if (!data) return malformed_answer("eth_call: a result that is no data", RefusalKind::kValue);
    return std::move(*data);
}

template <typename Number>
Task<RpcResult<Number>> read_number(RpcClient& client, std::string method) {
    Number number{};
    const ResultReader reader = [&number](JsonValue& value) -> RpcResult<void> {
        if (!read_quantity(value, number)) return malformed_answer("a result that is no quantity", RefusalKind::kValue);
        return {};
    };
    RpcRequest request;
    request.method = std::move(method);
    const auto read = co_await client.read(std::move(request), reader);
    if (!read) co_return read.error();
    co_return number;
}

/// One block by `params`; nothing for null. `fits` says whether it answers the question.
Task<RpcResult<std::optional<RpcHeader>>> read_header(RpcClient& client, RpcRequest request,
                                                      std::function<bool(const RpcHeader&)> fits) {
    std::optional<RpcHeader> header;
    const ResultReader reader = [&header, &fits](JsonValue& value) -> RpcResult<void> {
        header.reset();
        if (value.is_null()) return {};
        auto decoded = decode_header(value, header.emplace());
        if (decoded && !fits(*header))
            return malformed_answer("another block than asked for", RefusalKind::kOtherBlock);
        return decoded;
    };
    const auto read = co_await client.read(std::move(request), reader);
    if (!read) co_return read.error();
    co_return header;
}

/// Whether one of `logs` cannot be in a block with this bloom. Nodes that keep no blooms send zeros, which say nothing.
bool excludes_any(const LogsBloom& bloom, const std::vector<RpcLog>& logs) {
    if (bloom == LogsBloom{}) return false;
    return std::ranges::any_of(logs, [&bloom](const RpcLog& log) { return !may_contain(bloom, log); });
}

/// Refuses logs of our events whose topics or data have another shape.
RpcResult<void> check_events(const std::vector<RpcLog>& logs) {
    for (const RpcLog& log : logs)
        if (auto event = decode_pool_log(log); !event)
            return malformed_answer(std::move(event).error().detail, RefusalKind::kLogData);
    return {};
}

}  // namespace

Task<RpcResult<std::uint64_t>> ChainReader::chain_id() {
    return read_number<std::uint64_t>(*client_, "eth_chainId");
}

Task<RpcResult<U256>> ChainReader::gas_price() {
    return read_number<U256>(*client_, "eth_gasPrice");
}

Task<RpcResult<BlockNumber>> ChainReader::block_number() {
    return read_number<BlockNumber>(*client_, "eth_blockNumber");
}

Task<RpcResult<RpcHeader>> ChainReader::latest_header() {
    RpcRequest request{"eth_getBlockByNumber", R"(["latest",false])"};
    std::function<bool(const RpcHeader&)> any = [](const RpcHeader&) { return true; };
    auto header = co_await read_header(*client_, std::move(request), std::move(any));
    if (!header) co_return std::move(header).error();
    if (!*header) co_return malformed_answer(client_->endpoint() + ": eth_getBlockByNumber: no latest block");
    co_return std::move(**header);
}

Task<RpcResult<std::optional<RpcHeader>>> ChainReader::header_by_number(BlockNumber number) {
    RpcRequest request{"eth_getBlockByNumber", "[" + quoted(to_quantity(number)) + ",false]"};
    std::function<bool(const RpcHeader&)> fits = [number](const RpcHeader& header) { return header.number == number; };
    return read_header(*client_, std::move(request), std::move(fits));
}

Task<RpcResult<std::optional<RpcHeader>>> ChainReader::header_by_hash(Hash hash) {
    RpcRequest request{"eth_getBlockByHash", "[" + quoted(to_string(hash)) + ",false]"};
    std::function<bool(const RpcHeader&)> fits = [hash](const RpcHeader& header) { return header.hash == hash; };
    return read_header(*client_, std::move(request), std::move(fits));
}

Task<RpcResult<std::vector<RpcLog>>> ChainReader::logs(BlockId block, const LogFilter& filter,
                                                       std::optional<LogsBloom> bloom) {
    std::vector<RpcLog> logs;
    const ResultReader reader = [&logs, &block, &filter, &bloom](JsonValue& value) -> RpcResult<void> {
        auto decoded = decode_logs(value, block, filter, logs);
        if (decoded) decoded = check_events(logs);
        if (!decoded || !bloom || !excludes_any(*bloom, logs)) return decoded;
        return malformed_answer("a log that the block's bloom filter excludes", RefusalKind::kLogBloom);
    };
    RpcRequest request;
    request.method = "eth_getLogs";
    request.params = R"([{"blockHash":)" + quoted(to_string(block.hash)) + "," + filter.json() + "}]";
    const auto read = co_await client_->read(std::move(request), reader);
    if (!read) co_return read.error();
    co_return logs;
}

Task<RpcResult<std::vector<RpcLog>>> ChainReader::logs_between(BlockNumber first, BlockNumber last,
                                                               const LogFilter& filter) {
    std::vector<RpcLog> logs;
    const ResultReader reader = [&logs, first, last, &filter](JsonValue& value) {
        return decode_range_logs(value, first, last, filter, logs);
    };
    RpcRequest request;
    request.method = "eth_getLogs";
    request.params = R"([{"fromBlock":)" + quoted(to_quantity(first)) + R"(,"toBlock":)" + quoted(to_quantity(last)) +
                     "," + filter.json() + "}]";
    const auto read = co_await client_->read(std::move(request), reader);
    if (!read) co_return read.error();
    co_return logs;
}

Task<RpcResult<std::vector<std::uint64_t>>> ChainReader::base_fees(BlockNumber first, BlockNumber last) {
    std::vector<std::uint64_t> fees;
    const ResultReader reader = [&fees, first, last](JsonValue& value) {
        return decode_base_fees(value, first, last, fees);
    };
    RpcRequest request;
    request.method = "eth_feeHistory";
    request.params = "[" + quoted(to_quantity(last - first + 1)) + "," + quoted(to_quantity(last)) + ",[]]";
    const auto read = co_await client_->read(std::move(request), reader);
    if (!read) co_return read.error();
    co_return fees;
}

Task<RpcResult<Bytes>> ChainReader::call_at(Hash block, EthCall call) {
    Bytes data;
    const ResultReader reader = [&data](JsonValue& value) -> RpcResult<void> {
        if (!read_bytes(value, data)) return malformed_answer("a result that is no data", RefusalKind::kValue);
        return {};
    };
    RpcRequest request;
    request.method = "eth_call";
    request.params = encode_eth_call(call, block);
    const auto read = co_await client_->read(std::move(request), reader);
    if (!read) co_return read.error();
    co_return data;
}

Task<RpcResult<std::vector<RpcResult<Bytes>>>> ChainReader::calls_at(Hash block, std::vector<EthCall> calls) {
    std::vector<RpcRequest> requests(calls.size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        requests[i].method = "eth_call";
        requests[i].params = encode_eth_call(calls[i], block);
    }
    const auto answers = co_await client_->batch(std::move(requests));
    if (!answers) co_return answers.error();
    std::vector<RpcResult<Bytes>> results;
    for (const auto& answer : *answers) {
        results.push_back(answer ? decode_return_data(*answer) : RpcResult<Bytes>{answer.error()});
        if (answer && !results.back()) client_->note_refusal(results.back().error().refusal);
    }
    co_return results;
}

}  // namespace dexarb
