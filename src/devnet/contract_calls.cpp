#include "dexarb/devnet/contract_calls.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "view_functions.hpp"

namespace dexarb {
namespace {

/// How deep aggregate3 may call itself, and how many calls one answer may hold: what a node's gas limit would bound.
constexpr unsigned kDeepest = 4;
constexpr std::size_t kMostCalls = 20'000;
constexpr BlockNumber kMostAncestors = 256;

CallResult reverted() {
    return {false, {}};
}

/// Error(string). Source: Solidity's revert with a reason.
CallResult reverted(std::string_view reason) {
    CallResult result{false, {}};
    const Selector selector = function_selector("Error(string)");
    result.data.assign(selector.begin(), selector.end());
    for (const std::uint64_t word : {std::uint64_t{32}, std::uint64_t{reason.size()}}) {
        const AbiWord encoded = abi_word(U256{word});
        result.data.insert(result.data.end(), encoded.begin(), encoded.end());
    }
    result.data.insert(result.data.end(), reason.begin(), reason.end());
    result.data.resize(4 + 64 + (reason.size() + 31) / 32 * 32);
    return result;
}

/// One `eth_call` with the calls it makes in turn.
class Caller {
  public:
    Caller(const MarketDefinition& market, const SimulatedChain& chain, const SimulatedBlock& block)
        : market_{market}, chain_{chain}, block_{block} {}

    [[nodiscard]] CallResult call(const Address& to, std::span<const std::uint8_t> data, unsigned depth) {
        if (++calls_ > kMostCalls) return reverted("out of gas");
        if (const auto number = to == kMulticall3 ? decode_get_block_hash(data) : std::nullopt)
            return {true, ancestor(*number)};
        if (to == kMulticall3) return depth < kDeepest ? multicall(data, depth) : reverted();
        return view(to, data);
    }

  private:
    /// The hash of the block's own ancestor; zero for others, as BLOCKHASH gives it.
    [[nodiscard]] Bytes ancestor(const U256& number) const {
        const BlockNumber here = block_.header.number;
        const bool is_near = number.fits_u64() && number.low_u64() < here && here - number.low_u64() <= kMostAncestors;
        Hash hash;
        auto child = is_near ? chain_.find(block_.header.hash) : nullptr;
        while (child && child->header.number > number.low_u64()) {
            hash = child->header.parent_hash;
            if (child->header.number == number.low_u64() + 1) return {hash.bytes.begin(), hash.bytes.end()};
            child = chain_.find(hash);
        }
        return Bytes(hash.bytes.size());
    }

    [[nodiscard]] CallResult multicall(std::span<const std::uint8_t> data, unsigned depth) {
        const auto calls = decode_aggregate3(data);
        if (!calls) return reverted();
        std::vector<MulticallResult> results;
        for (const MulticallCall& inner : *calls) {
            results.push_back(call(inner.target, inner.data, depth + 1));
            if (!results.back().success && !inner.allow_failure) return reverted("Multicall3: call failed");
        }
        return {true, encode_aggregate3_results(results)};
    }

    [[nodiscard]] CallResult view(const Address& to, std::span<const std::uint8_t> data) const {
        const auto pool = find_pool(market_, to);
        const auto token = find_token(market_, to);
        const auto dex = std::ranges::find(market_.dexes, to, &Dex::factory);
        const bool has_pool = pool && (*block_.world)[position(*pool)] != nullptr;
        if (!has_pool && !token && dex == market_.dexes.end()) return {true, {}};
        if (data.size() < 4) return reverted();

        Selector selector;
        std::ranges::copy(data.first(4), selector.begin());
        const ViewCall view{market_, block_, view_signature(selector), data.subspan(4)};
        std::optional<Bytes> answer;
        if (has_pool)
            answer = view_pool(view, *pool);
        else if (token)
            answer = view_token(view, *token);
        else
            answer = view_factory(view, static_cast<std::uint32_t>(dex - market_.dexes.begin()));
        return answer ? CallResult{true, *std::move(answer)} : reverted();
    }

    const MarketDefinition& market_;
    const SimulatedChain& chain_;
    const SimulatedBlock& block_;
    std::size_t calls_ = 0;
};

}  // namespace

CallResult call_contract(const MarketDefinition& market, const SimulatedChain& chain, const SimulatedBlock& block,
                         const Address& to, std::span<const std::uint8_t> data) {
    return Caller{market, chain, block}.call(to, data, 0);
}

std::string revert_reason(std::span<const std::uint8_t> data) {
    const Selector selector = function_selector("Error(string)");
    if (data.size() < 4 || !std::ranges::equal(data.first(4), selector)) return {};
    AbiReader reader{data.subspan(4)};
    const auto text = reader.read_bytes();
    return reader.ok() ? std::string{text.begin(), text.end()} : std::string{};
}

}  // namespace dexarb
