#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

bool may_contain(const LogsBloom& bloom, std::span<const std::uint8_t> item) {
    const Hash hash = keccak256(item);
    for (std::size_t i = 0; i < 6; i += 2) {
        const unsigned bit = (static_cast<unsigned>(hash.bytes[i]) << 8U | hash.bytes[i + 1]) & 2047U;
        if ((bloom.bytes[255 - bit / 8] & (1U << (bit % 8))) == 0) return false;
    }
    return true;
}

bool may_contain(const LogsBloom& bloom, const RpcLog& log) {
    if (!may_contain(bloom, log.address.bytes)) return false;
    for (std::size_t i = 0; i < log.topic_count; ++i)
        if (!may_contain(bloom, log.topics[i].bytes)) return false;
    return true;
}

}  // namespace dexarb
