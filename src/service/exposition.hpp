#pragma once

#include <cstdint>
#include <string>

#include "service/board.hpp"

namespace dexarb {

/// What the server counts of itself.
struct ServerCounts {
    std::uint64_t requests = 0;
    std::uint64_t refused = 0;  ///< Of them answered with a status of 400 or above.
};

/// Everything a monitor may want to know, in Prometheus' text format 0.0.4. Names by its conventions: seconds, `_total`
/// on what only grows, one unit per name.
[[nodiscard]] std::string exposition(const Board& board, const ServerCounts& server);

}  // namespace dexarb
