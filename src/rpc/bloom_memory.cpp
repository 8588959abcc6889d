#include "dexarb/rpc/bloom_memory.hpp"

namespace dexarb {

void BloomMemory::remember(const RpcHeader& header) {
    const auto [place, is_new] = blooms_.insert_or_assign(header.hash, header.logs_bloom);
    if (!is_new) return;
    order_.push_back(header.hash);
    if (order_.size() <= capacity_) return;
    blooms_.erase(order_.front());
    order_.pop_front();
}

std::optional<LogsBloom> BloomMemory::find(const Hash& block) const {
    const auto found = blooms_.find(block);
    return found == blooms_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace dexarb
