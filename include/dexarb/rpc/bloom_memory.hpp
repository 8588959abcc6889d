#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>

#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// The blooms of the newest headers seen, for when their logs come.
class BloomMemory {
  public:
    /// Keeps `capacity` headers, at least one; the oldest are forgotten.
    explicit BloomMemory(std::size_t capacity = 512) : capacity_{capacity} {}

    void remember(const RpcHeader& header);
    /// Nothing for a block whose header was not seen, or too long ago.
    [[nodiscard]] std::optional<LogsBloom> find(const Hash& block) const;

  private:
    std::size_t capacity_;
    std::deque<Hash> order_;
    std::map<Hash, LogsBloom> blooms_;
};

}  // namespace dexarb
