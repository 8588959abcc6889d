// ABI data as contracts return it and logs carry it.
#include <algorithm>
#include <array>
#include <cstring>

#include "dexarb/rpc/multicall.hpp"
#include "dexarb/rpc/pool_calls.hpp"
#include "dexarb/rpc/pool_events.hpp"

#include "fuzz.hpp"

namespace {

using namespace dexarb;
using Data = std::span<const std::uint8_t>;

void decode_calls(Data data) {
    static_cast<void>(decode_decimals(data));
    static_cast<void>(decode_address(data));
    static_cast<void>(decode_fee(data));
    static_cast<void>(decode_tick_bitmap(data));
    const auto reserves = decode_reserves(data);
    check(!reserves || (reserves->reserve0 >> 112 == 0 && reserves->reserve1 >> 112 == 0), "reserves fit uint112");
    const auto slot = decode_slot0(data);
    check(!slot || slot->sqrt_price_x96.bit_length() <= 160, "a price fits uint160");
    check(!slot || (slot->tick >= -(1 << 23) && slot->tick < 1 << 23), "a tick fits int24");
    static_cast<void>(decode_liquidity(data));
    static_cast<void>(decode_tick_spacing(data));
    static_cast<void>(decode_tick(data));
}

/// The first byte says how many topics there are and which event the first one names.
void decode_event(Data data) {
    if (data.empty()) return;
    const auto topics = pool_topics();
    RpcLog log;
    log.topic_count = static_cast<std::uint8_t>(data[0] % 5);
    log.topics[0] = topics[(data[0] / 5U) % topics.size()];
    data = data.subspan(1);
    for (std::size_t i = 1; i < log.topic_count && data.size() >= 32; ++i, data = data.subspan(32))
        std::ranges::copy(data.first(32), log.topics[i].bytes.begin());
    log.data.assign(data.begin(), data.end());
    static_cast<void>(decode_pool_log(log));
}

/// What is accepted says the same when it is written and read again.
void decode_batch(Data data) {
    const std::size_t expected = data.empty() ? 0 : data[0] % 9U;
    const auto results = decode_aggregate3_results(data.subspan(std::min<std::size_t>(1, data.size())), expected);
    if (results) {
        check(results->size() == expected, "as many results as calls");
        const auto again = decode_aggregate3_results(encode_aggregate3_results(*results), expected);
        const auto same = [](const auto& a, const auto& b) { return a.success == b.success && a.data == b.data; };
        check(again && std::ranges::equal(*again, *results, same), "results come back");
    }
    const auto calls = decode_aggregate3(data);
    if (!calls) return;
    const auto again = decode_aggregate3(encode_aggregate3(*calls));
    const auto same = [](const auto& a, const auto& b) {
        return a.target == b.target && a.allow_failure == b.allow_failure && a.data == b.data;
    };
    check(again && std::ranges::equal(*again, *calls, same), "calls come back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Data all{data, size};
    decode_calls(all);
    decode_event(all);
    decode_batch(all);
    return 0;
}
