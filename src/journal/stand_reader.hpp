#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/journal/database.hpp"
#include "dexarb/report/explanation.hpp"

namespace dexarb {

/// The block and episode before which configurations stood.
struct StandPlace {
    std::int64_t run = 0;
    std::int64_t step = 0;  ///< Of the block.
    std::int64_t episode = 0;
    BlockNumber block = 0;
    std::string pair;
    std::chrono::sys_seconds block_at;
};

/// Each configuration of the run that trades the pair: its limits as they were when it decided, and its record.
[[nodiscard]] Result<std::vector<ConfigStand>> read_stands(const Database& journal, const StandPlace& place);

}  // namespace dexarb
