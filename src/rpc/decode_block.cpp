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
    kGasLimit = 16,
    kGasUsed = 32,
    kBloom = 64,
    kBaseFee = 128,
    kOther = 0,
};

// Beyond these a sum with something else might leave its type: a year 2242, and 2^20 times what was ever paid.
constexpr BlockNumber kHighestBlock = 1ULL << 48U;
constexpr std::uint64_t kLatestTimestamp = 1ULL << 33U;
constexpr std::uint64_t kHighestBaseFee = 1'000'000'000'000'000'000;

/// Values that a chain could have.
bool is_plausible(const RpcHeader& header) {
    return header.number <= kHighestBlock && header.timestamp <= kLatestTimestamp &&
           header.base_fee.value_or(U256{0}) <= U256{kHighestBaseFee};
}

/// Reads one member into `header`; which of the required it was, nothing if its value was refused.
std::optional<unsigned> read_header_field(json::field& field, RpcHeader& header) {
    JsonValue value{field.value()};
    const auto key = field.key();
    const auto took = [](bool read, unsigned which) { return read ? std::optional<unsigned>{which} : std::nullopt; };
    if (key == "number") return took(read_quantity(value, header.number), kNumber);
    if (key == "hash") return took(read_fixed(value, header.hash.bytes), kHash);
    if (key == "parentHash") return took(read_fixed(value, header.parent_hash.bytes), kParentHash);
    if (key == "timestamp") return took(read_quantity(value, header.timestamp), kTimestamp);
    if (key == "gasLimit") return took(read_quantity(value, header.gas_limit), kGasLimit);
    if (key == "gasUsed") return took(read_quantity(value, header.gas_used), kGasUsed);
    if (key == "logsBloom") return took(read_fixed(value, header.logs_bloom.bytes), kBloom);
    if (key == "baseFeePerGas") return took(read_quantity(value, header.base_fee.emplace()), kBaseFee);
    return kOther;
}

/// A member's name as it stands there. Not unescaped: after a value that breaks off the parser cannot be asked any
/// more.
std::string key_text(json::field& field) {
    constexpr std::size_t kLongest = 40;
    const char* const begin = field.key().raw();
    std::size_t size = 0;
    while (size < kLongest && begin[size] != '"')
        ++size;
    return {begin, size};
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
    kRemoved = 256,
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
    if (key == "removed") return took(read_bool(value, log.removed), kRemoved);
    return kOther;
}

/// Reads an object member by member; every required one must come once, no other that is read twice.
template <typename Value, typename ReadField>
RpcResult<void> decode_object(json::object object, Value& out, unsigned required, ReadField read_field) {
    unsigned seen = 0;
    for (auto item : object) {
        json::field field;
        if (std::move(item).get(field) != simdjson::SUCCESS)
            return malformed_answer("JSON that breaks off", RefusalKind::kMember);
        const auto which = read_field(field, out);
        if (!which)
            return malformed_answer("a value of " + key_text(field) + " that does not fit its type",
                                    RefusalKind::kValue);
        if ((seen & *which) != 0) return malformed_answer(key_text(field) + " twice", RefusalKind::kMember);
        seen |= *which;
    }
    if ((seen & required) != required) return malformed_answer("a member that is missing", RefusalKind::kMember);
    return {};
}

/// What makes a log no answer to the question.
struct Misfit {
    const char* what;
    RefusalKind kind;
};

/// What is wrong with the order of `log` behind `before`, both of one block, or nothing.
std::optional<Misfit> misplaced(const RpcLog& log, const RpcLog& before) {
    if (log.log_index == before.log_index) return Misfit{"a log twice", RefusalKind::kLogRepeated};
    const bool in_order = log.log_index > before.log_index && log.transaction_index >= before.transaction_index;
    if (in_order) return std::nullopt;
    return Misfit{"logs out of order", RefusalKind::kLogDisorder};
}

/// Whether `log` may be in any answer to `filter`.
std::optional<Misfit> unwanted(const RpcLog& log, const LogFilter& filter) {
    if (log.removed) return Misfit{"a removed log", RefusalKind::kLogRemoved};
    if (!filter.admits(log)) return Misfit{"a log that was not asked for", RefusalKind::kLogUnasked};
    return std::nullopt;
}

/// Nothing if `log` fits. `before` is the log in front of it.
std::optional<Misfit> misfit(const RpcLog& log, const RpcLog* before, const BlockId& block, const LogFilter& filter) {
    if (log.block_hash != block.hash || log.block_number != block.number)
        return Misfit{"a log of another block", RefusalKind::kLogOfOtherBlock};
    if (const auto why = unwanted(log, filter)) return why;
    return before == nullptr ? std::nullopt : misplaced(log, *before);
}

/// The same for logs of several blocks; those of one number must be of one block.
std::optional<Misfit> range_misfit(const RpcLog& log, const RpcLog* before, const LogFilter& filter) {
    if (const auto why = unwanted(log, filter)) return why;
    if (before == nullptr || before->block_number < log.block_number) return std::nullopt;
    if (before->block_number > log.block_number) return Misfit{"logs out of order", RefusalKind::kLogDisorder};
    if (before->block_hash != log.block_hash)
        return Misfit{"logs of two blocks of one number", RefusalKind::kLogOfOtherBlock};
    return misplaced(log, *before);
}

/// Reads logs one by one; `misfit_of(log, before)` says what is wrong with one.
template <typename MisfitOf>
RpcResult<void> decode_log_array(JsonValue& value, std::vector<RpcLog>& logs, MisfitOf misfit_of) {
    json::array array;
    if (value.get().get_array().get(array) != simdjson::SUCCESS)
        return malformed_answer("logs that are no array", RefusalKind::kMember);
    logs.clear();
    for (auto item : array) {
        json::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS)
            return malformed_answer("a log that is no object", RefusalKind::kMember);
        RpcLog& log = logs.emplace_back();
        auto decoded = decode_object(object, log, kAllLogFields, read_log_field);
        if (!decoded) return decoded;
        const RpcLog* before = logs.size() > 1 ? &logs[logs.size() - 2] : nullptr;
        if (const auto why = misfit_of(log, before)) return malformed_answer(why->what, why->kind);
    }
    return {};
}

bool read_fees(JsonValue& value, std::vector<std::uint64_t>& fees) {
    json::array array;
    if (value.get().get_array().get(array) != simdjson::SUCCESS) return false;
    for (auto item : array) {
        json::value fee;
        if (item.get(fee) != simdjson::SUCCESS) return false;
        JsonValue text{fee};
        if (!read_quantity(text, fees.emplace_back())) return false;
    }
    return true;
}

}  // namespace

RpcResult<void> decode_header(JsonValue& value, RpcHeader& header) {
    json::object object;
    if (value.get().get_object().get(object) != simdjson::SUCCESS)
        return malformed_answer("a block that is no object", RefusalKind::kMember);
    header = RpcHeader{};
    auto decoded = decode_object(object, header, kAllHeaderFields, read_header_field);
    if (decoded && !is_plausible(header))
        return malformed_answer("a block with a number, time or base fee that no chain has", RefusalKind::kValue);
    return decoded;
}

RpcResult<void> decode_logs(JsonValue& value, const BlockId& block, const LogFilter& filter,
                            std::vector<RpcLog>& logs) {
    return decode_log_array(
        value, logs, [&](const RpcLog& log, const RpcLog* before) { return misfit(log, before, block, filter); });
}

RpcResult<void> decode_range_logs(JsonValue& value, BlockNumber first, BlockNumber last, const LogFilter& filter,
                                  std::vector<RpcLog>& logs) {
    return decode_log_array(value, logs, [&](const RpcLog& log, const RpcLog* before) {
        if (log.block_number < first || log.block_number > last)
            return std::optional{Misfit{"a log of another block", RefusalKind::kLogOfOtherBlock}};
        return range_misfit(log, before, filter);
    });
}

RpcResult<void> decode_base_fees(JsonValue& value, BlockNumber first, BlockNumber last,
                                 std::vector<std::uint64_t>& fees) {
    json::object object;
    if (value.get().get_object().get(object) != simdjson::SUCCESS)
        return malformed_answer("fees that are no object", RefusalKind::kMember);
    fees.clear();
    std::optional<BlockNumber> oldest;
    for (auto item : object) {
        json::field field;
        if (std::move(item).get(field) != simdjson::SUCCESS)
            return malformed_answer("JSON that breaks off", RefusalKind::kMember);
        JsonValue member{field.value()};
        const auto key = field.key();
        bool fits = true;
        if (key == "oldestBlock") fits = read_quantity(member, oldest.emplace());
        if (key == "baseFeePerGas") fits = fees.empty() && read_fees(member, fees);
        if (!fits)
            return malformed_answer("a value of " + key_text(field) + " that does not fit its type",
                                    RefusalKind::kValue);
    }
    // The block after the last may be foretold behind it.
    const std::size_t count = last - first + 1;
    if (oldest != first || fees.size() < count || fees.size() > count + 1)
        return malformed_answer("fees of other blocks than asked for", RefusalKind::kOtherBlock);
    fees.resize(count);
    return {};
}

}  // namespace dexarb
