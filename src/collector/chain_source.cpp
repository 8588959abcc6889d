#include "dexarb/collector/chain_source.hpp"

namespace dexarb {

Task<std::optional<BlockId>> ChainSource::wait_for_head(std::chrono::milliseconds longest) {
    co_await sleep_for(longest);
    co_return std::nullopt;
}

}  // namespace dexarb
