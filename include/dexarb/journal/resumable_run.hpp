#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/time.hpp"
#include "dexarb/journal/database.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// The newest run of a market, for one that goes on with its books.
struct ResumableRun {
    std::int64_t run = 0;
    std::string ended;  ///< stopped, failed, crashed, reloaded.
    Timestamp ended_at;
    /// As `Engine::restore` takes it; empty where the run left none, or was written on after it.
    std::vector<std::uint8_t> checkpoint;
};

/// Nothing where the journal has no run of this market; demos are none. Damaged bytes count as no checkpoint. For
/// whoever holds the journal's lock, after runs that crashed were marked.
[[nodiscard]] Result<std::optional<ResumableRun>> find_resumable_run(const Database& journal,
                                                                     const MarketDefinition& market);

}  // namespace dexarb
