#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/base/address.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/journal/database.hpp"

namespace dexarb {

/// A pair on which a configuration acted, by the addresses of its tokens.
struct TradedPair {
    std::string symbol;
    Address quote;  ///< In which its routes start and end.
    Address base;
};

/// The pairs on which `config` acted in any of `runs`, by symbol. One symbol stands there twice if its tokens changed.
[[nodiscard]] Result<std::vector<TradedPair>> read_traded_pairs(const Database& journal,
                                                                const std::vector<std::int64_t>& runs,
                                                                const std::string& config);

}  // namespace dexarb
