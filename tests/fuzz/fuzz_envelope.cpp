// JSON-RPC answers, single and batched, down to the headers and logs in them.
#include <string>

#include "fuzz.hpp"
#include "rpc/decode_block.hpp"
#include "rpc/envelope.hpp"

namespace {

using namespace dexarb;

constexpr std::uint64_t kId = 7;
constexpr std::size_t kMembers = 3;

BlockId asked_block() {
    BlockId block;
    block.number = 0x10;
    block.hash.bytes.fill(0xaa);
    return block;
}

const LogFilter& asked_logs() {
    static const LogFilter filter{{Address{}}, {Hash{}}};
    return filter;
}

std::size_t read_logs(EnvelopeReader& envelope, const HttpResponse& answer) {
    std::vector<RpcLog> logs;
    const ResultReader reader = [&logs](JsonValue& value) {
        return decode_logs(value, asked_block(), asked_logs(), logs);
    };
    if (!envelope.read(answer, kId, reader)) return 0;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        check(logs[i].block_hash == asked_block().hash && !logs[i].removed, "only logs of the block asked for");
        check(asked_logs().admits(logs[i]), "only logs that were asked for");
        check(i == 0 || logs[i].log_index > logs[i - 1].log_index, "logs in order, each once");
    }
    return logs.size();
}

bool read_header(EnvelopeReader& envelope, const HttpResponse& answer) {
    RpcHeader header;
    const ResultReader reader = [&header](JsonValue& value) { return decode_header(value, header); };
    return envelope.read(answer, kId, reader).has_value();
}

bool read_number(EnvelopeReader& envelope, const HttpResponse& answer) {
    U256 number;
    const ResultReader reader = [&number](JsonValue& value) -> RpcResult<void> {
        if (!read_quantity(value, number)) return malformed_answer("a result that is no quantity");
        return {};
    };
    return envelope.read(answer, kId, reader).has_value();
}

}  // namespace

/// The same answer read as each of what is asked for; an answer is at most one of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static EnvelopeReader envelope;
    HttpResponse answer;
    answer.body = fuzz::text_of(data, size);
    const bool has_logs = read_logs(envelope, answer) > 0;
    const bool is_header = read_header(envelope, answer);
    const bool is_number = read_number(envelope, answer);
    check(has_logs + is_header + is_number <= 1, "an answer is of one kind");
    check(is_header == read_header(envelope, answer), "what was read before does not matter");
    const auto members = envelope.read_batch(answer, kId, kMembers);
    check(!members || members->size() == kMembers, "each member of a batch is answered");
    check(!members || !(has_logs || is_header || is_number), "a batch is no single answer");
    return 0;
}
