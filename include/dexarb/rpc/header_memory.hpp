#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>

#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// The newest headers seen. A hash names one for ever: it need not be asked for again, and its bloom is there when its
/// logs come.
class HeaderMemory {
  public:
    /// Keeps `capacity` headers, at least one; the oldest are forgotten.
    explicit HeaderMemory(std::size_t capacity = 512) : capacity_{capacity} {}

    void remember(const RpcHeader& header);
    /// Nothing for a block whose header was not seen, or too long ago.
    [[nodiscard]] std::optional<RpcHeader> find(const Hash& block) const;
    [[nodiscard]] std::optional<LogsBloom> bloom(const Hash& block) const;

  private:
    std::size_t capacity_;
    std::deque<Hash> order_;
    std::map<Hash, RpcHeader> headers_;
};

}  // namespace dexarb
