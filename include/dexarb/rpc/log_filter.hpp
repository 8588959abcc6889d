#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "dexarb/base/address_hash.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// Which logs are wanted: from any of `addresses`, with any of `topics` in the first place. Encoded once.
class LogFilter {
  public:
    LogFilter(std::vector<Address> addresses, std::vector<Hash> topics);

    [[nodiscard]] bool admits(const RpcLog& log) const;
    /// The members `"address":[..],"topics":[[..]]` of a filter object.
    [[nodiscard]] const std::string& json() const { return json_; }

  private:
    std::unordered_set<Address, AddressHash> addresses_;
    std::vector<Hash> topics_;  // Sorted.
    std::string json_;
};

}  // namespace dexarb
