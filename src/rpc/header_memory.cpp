#include "dexarb/rpc/header_memory.hpp"

namespace dexarb {

void HeaderMemory::remember(const RpcHeader& header) {
    const auto [place, is_new] = headers_.insert_or_assign(header.hash, header);
    if (!is_new) return;
    order_.push_back(header.hash);
    if (order_.size() <= capacity_) return;
    headers_.erase(order_.front());
    order_.pop_front();
}

std::optional<RpcHeader> HeaderMemory::find(const Hash& block) const {
    const auto found = headers_.find(block);
    return found == headers_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<LogsBloom> HeaderMemory::bloom(const Hash& block) const {
    const auto header = find(block);
    return header ? std::optional{header->logs_bloom} : std::nullopt;
}

}  // namespace dexarb
