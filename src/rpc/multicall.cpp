#include "dexarb/rpc/multicall.hpp"

#include <algorithm>
#include <string>

namespace dexarb {

namespace {

constexpr std::string_view kGetBlockHash = "getBlockHash(uint256)";
constexpr std::string_view kAggregate3 = "aggregate3((address,bool,bytes)[])";

void append(Bytes& data, const AbiWord& word) {
    data.insert(data.end(), word.begin(), word.end());
}

/// Length, content, and zeros up to a whole word.
void append_bytes(Bytes& data, std::span<const std::uint8_t> content) {
    append(data, abi_word(U256{content.size()}));
    data.insert(data.end(), content.begin(), content.end());
    data.resize(data.size() + (32 - content.size() % 32) % 32);
}

std::size_t padded_size(const Bytes& content) {
    return 32 + (content.size() + 31) / 32 * 32;
}

/// Appends an array of tuples whose last member is `bytes` and which have `head_words` words before their tail.
template <typename Element, typename AppendHead>
void append_tuples(Bytes& data, std::span<const Element> elements, std::size_t head_words, AppendHead append_head) {
    append(data, abi_word(U256{32}));
    append(data, abi_word(U256{elements.size()}));
    std::size_t offset = 32 * elements.size();
    for (const Element& element : elements) {
        append(data, abi_word(U256{offset}));
        offset += 32 * head_words + padded_size(element.data);
    }
    for (const Element& element : elements) {
        append_head(data, element);
        append(data, abi_word(U256{32 * head_words}));
        append_bytes(data, element.data);
    }
}

Bytes to_bytes(std::span<const std::uint8_t> content) {
    return {content.begin(), content.end()};
}

MulticallCall read_call(AbiReader& reader) {
    MulticallCall call;
    call.target = reader.read_address();
    call.allow_failure = reader.read_bool();
    call.data = to_bytes(reader.read_bytes());
    return call;
}

MulticallResult read_result(AbiReader& reader) {
    MulticallResult result;
    result.success = reader.read_bool();
    result.data = to_bytes(reader.read_bytes());
    return result;
}

template <typename ReadElement>
auto read_tuples(std::span<const std::uint8_t> data, ReadElement read_element, std::string_view what)
    -> Result<std::vector<decltype(read_element(std::declval<AbiReader&>()))>> {
    AbiReader outer{data};
    AbiReader array = outer.read_offset();
    const std::size_t count = array.read_length(1);
    AbiReader offsets = array.rest();
    std::vector<decltype(read_element(outer))> elements;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < count && offsets.ok(); ++i) {
        AbiReader element = offsets.read_offset();
        elements.push_back(read_element(element));
        offsets.merge(element);
        // Elements may all point to the same bytes: so a short answer would become a very long one.
        bytes += elements.back().data.size();
        if (bytes > data.size()) return Error{ErrorCode::kMalformed, std::string{what} + ": elements that overlap"};
    }
    offsets.merge(array);
    offsets.merge(outer);
    if (auto finished = offsets.finish(what); !finished) return std::move(finished).error();
    return elements;
}

}  // namespace

Bytes encode_aggregate3(std::span<const MulticallCall> calls) {
    Bytes data = encode_call(kAggregate3);
    append_tuples(data, calls, 3, [](Bytes& out, const MulticallCall& call) {
        append(out, abi_word(call.target));
        append(out, abi_word(U256{call.allow_failure}));
    });
    return data;
}

Bytes encode_aggregate3_results(std::span<const MulticallResult> results) {
    Bytes data;
    append_tuples(data, results, 2,
                  [](Bytes& out, const MulticallResult& result) { append(out, abi_word(U256{result.success})); });
    return data;
}

Result<std::vector<MulticallResult>> decode_aggregate3_results(std::span<const std::uint8_t> data,
                                                               std::size_t expected) {
    auto results = read_tuples(data, read_result, "multicall");
    if (results && results->size() != expected)
        return Error{ErrorCode::kMalformed, "multicall: " + std::to_string(results->size()) + " results for " +
                                                std::to_string(expected) + " calls"};
    return results;
}

Result<std::vector<MulticallCall>> decode_aggregate3(std::span<const std::uint8_t> call_data) {
    const Selector selector = function_selector(kAggregate3);
    if (call_data.size() < selector.size() || !std::ranges::equal(call_data.first(selector.size()), selector))
        return Error{ErrorCode::kMalformed, "multicall: not a call of aggregate3"};
    return read_tuples(call_data.subspan(selector.size()), read_call, "multicall");
}

Bytes encode_get_block_hash(BlockNumber number) {
    const AbiWord argument = abi_word(U256{number});
    return encode_call(kGetBlockHash, {&argument, 1});
}

Result<Hash> decode_hash(std::span<const std::uint8_t> data) {
    Hash hash;
    if (data.size() != hash.bytes.size()) return Error{ErrorCode::kMalformed, "a hash of another length"};
    std::ranges::copy(data, hash.bytes.begin());
    return hash;
}

std::optional<U256> decode_get_block_hash(std::span<const std::uint8_t> call_data) {
    const Selector selector = function_selector(kGetBlockHash);
    if (call_data.size() < selector.size() || !std::ranges::equal(call_data.first(selector.size()), selector))
        return std::nullopt;
    AbiReader reader{call_data.subspan(selector.size())};
    const U256 number = reader.read_u256();
    return reader.ok() ? std::optional{number} : std::nullopt;
}

}  // namespace dexarb
