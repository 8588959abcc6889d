#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dexarb/amm/pool_state.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

enum class PoolStatus {
    kUnread,         ///< Not read yet.
    kLive,           ///< Can be quoted.
    kEmpty,          ///< There, but without liquidity at its price.
    kUninitialised,  ///< Concentrated liquidity without a price.
    kMissing,        ///< No such pool on the chain.
    kMismatch,       ///< The chain says otherwise than the market file; never trusted.
};

/// "live", "empty", for messages.
[[nodiscard]] std::string_view to_string(PoolStatus status);

/// What one block says of one pool.
struct PoolReading {
    PoolIndex pool{};
    PoolStatus status = PoolStatus::kUnread;
    std::string detail;              ///< For kMissing and kMismatch: what was found.
    std::optional<PoolState> state;  ///< For kLive, kEmpty and kUninitialised.
};

}  // namespace dexarb
