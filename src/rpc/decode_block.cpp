#include "rpc/decode_block.hpp"

#include <string>
#include <utility>

namespace dexarb {

namespace {

namespace json = simdjson::ondemand;

enum HeaderField : unsigned {
    kNumber = 1,
    kHash = 2,
    kParentHash = 4,
    kTimestamp = 8,
    kAllHeaderFields = 15,
    kOptional = 0,
};

/// Reads one member into `header`; which of the required it was, nothing if its value was refused.
std::optional<unsigned> read_header_field(json::field& field, RpcHeader& header) {
    JsonValue value{field.value()};
    const auto key = field.key();
    const auto took = [](bool read, unsigned which) { return read ? std::optional<unsigned>{which} : std::nullopt; };
    if (key == "number") return took(read_quantity(value, header.number), kNumber);
    if (key == "hash") return took(read_fixed(value, header.hash.bytes), kHash);
    if (key == "parentHash") return took(read_fixed(value, header.parent_hash.bytes), kParentHash);
    if (key == "timestamp") return took(read_quantity(value, header.timestamp), kTimestamp);
    if (key == "gasLimit") return took(read_quantity(value, header.gas_limit), kOptional);
    if (key == "gasUsed") return took(read_quantity(value, header.gas_used), kOptional);
    if (key == "logsBloom") return took(read_fixed(value, header.logs_bloom.bytes), kOptional);
    if (key == "baseFeePerGas") return took(read_quantity(value, header.base_fee.emplace()), kOptional);
    return kOptional;
}

std::string key_text(json::field& field) {
    std::string_view key;
    return field.unescaped_key().get(key) == simdjson::SUCCESS ? std::string{key} : std::string{"a member"};
}

enum LogField : unsigned {
    kAddress = 1,
    kTopics = 2,
    kData = 4,
    kBlockNumber = 8,
    kBlockHash = 16,
    kTransactionHash = 32,
    kTransactionIndex = 64,
    kLogIndex = 128,
    kAllLogFields = 255,
};

bool read_topics(JsonValue& value, RpcLog& log) {
    json::array array;
    if (value.get().get_array().get(array) != simdjson::SUCCESS) return false;
    for (auto item : array) {
        json::value topic;
        if (item.get(topic) != simdjson::SUCCESS || log.topic_count == log.topics.size()) return false;
        JsonValue text{topic};
        if (!read_fixed(text, log.topics[log.topic_count].bytes)) return false;
        ++log.topic_count;
    }
    return true;
}

std::optional<unsigned> read_log_field(json::field& field, RpcLog& log) {
    JsonValue value{field.value()};
    const auto key = field.key();
    const auto took = [](bool read, unsigned which) { return read ? std::optional<unsigned>{which} : std::nullopt; };
    if (key == "address") return took(read_fixed(value, log.address.bytes), kAddress);
    if (key == "topics") return took(read_topics(value, log), kTopics);
    if (key == "data") return took(read_bytes(value, log.data), kData);
    if (key == "blockNumber") return took(read_quantity(value, log.block_number), kBlockNumber);
    if (key == "blockHash") return took(read_fixed(value, log.block_hash.bytes), kBlockHash);
    if (key == "transactionHash") return took(read_fixed(value, log.transaction_hash.bytes), kTransactionHash);
    if (key == "transactionIndex") return took(read_quantity(value, log.transaction_index), kTransactionIndex);
    if (key == "logIndex") return took(read_quantity(value, log.log_index), kLogIndex);
    if (key == "removed") return took(read_bool(value, log.removed), kOptional);
    return kOptional;
}

/// Reads an object member by member; every required one must come once.
template <typename Value, typename ReadField>
RpcResult<void> decode_object(json::object object, Value& out, unsigned required, ReadField read_field) {
    unsigned seen = 0;
    for (auto item : object) {
        json::field field;
        if (std::move(item).get(field) != simdjson::SUCCESS) return malformed_answer("JSON that breaks off");
        const auto which = read_field(field, out);
        if (!which) return malformed_answer("a value of " + key_text(field) + " that does not fit its type");
        if ((seen & *which) != 0) return malformed_answer(key_text(field) + " twice");
        seen |= *which;
    }
    if (seen != required) return malformed_answer("a member that is missing");
    return {};
}

/// What makes `log` no answer to the question, or nothing. `before` is the log in front of it.
const char* misfit(const RpcLog& log, const RpcLog* before, const BlockId& block, const LogFilter& filter) {
    if (log.block_hash != block.hash || log.block_number != block.number) return "a log of another block";
    if (log.removed) return "a removed log";
    if (!filter.admits(log)) return "a log that was not asked for";
    if (before == nullptr) return nullptr;
    if (log.log_index == before->log_index) return "a log twice";
    const bool in_order = log.log_index > before->log_index && log.transaction_index >= before->transaction_index;
    return in_order ? nullptr : "logs out of order";
}

}  // namespace

RpcResult<void> decode_header(JsonValue& value, RpcHeader& header) {
    json::object object;
    if (value.get().get_object().get(object) != simdjson::SUCCESS) return malformed_answer("a block that is no object");
    header = RpcHeader{};
    return decode_object(object, header, kAllHeaderFields, read_header_field);
}

RpcResult<void> decode_logs(JsonValue& value, const BlockId& block, const LogFilter& filter,
                            std::vector<RpcLog>& logs) {
    json::array array;
    if (value.get().get_array().get(array) != simdjson::SUCCESS) return malformed_answer("logs that are no array");
    logs.clear();
    for (auto item : array) {
        json::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS) return malformed_answer("a log that is no object");
        RpcLog& log = logs.emplace_back();
        auto decoded = decode_object(object, log, kAllLogFields, read_log_field);
        if (!decoded) return decoded;
        const RpcLog* before = logs.size() > 1 ? &logs[logs.size() - 2] : nullptr;
        if (const char* why = misfit(log, before, block, filter)) return malformed_answer(why);
    }
    return {};
}

}  // namespace dexarb
