#pragma once

#include <cstdint>
#include <vector>

#include "dexarb/base/time.hpp"
#include "dexarb/journal/database.hpp"

namespace dexarb {

/// What was dropped.
struct Vacuumed {
    std::vector<std::int64_t> runs;
    std::vector<std::int64_t> kept;  ///< Ended before, but later runs that stay refer to their actions or outcomes.
    std::int64_t bytes_before = 0;   ///< Of the file.
    std::int64_t bytes_after = 0;
};

/// Drops all rows of the runs that ended before `before`, with the epochs, episodes and states that nothing else refers
/// to. Where an epoch goes on in a later run, the sums of what is dropped are carried over, so that its books still add
/// up. Runs without an end are not touched: `crashed` ones have one once the next writer has marked them. All or
/// nothing; a daemon may go on writing.
[[nodiscard]] Result<Vacuumed> vacuum_journal(const Database& journal, Timestamp before);

}  // namespace dexarb
