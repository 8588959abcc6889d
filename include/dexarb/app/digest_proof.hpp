#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dexarb/journal/run_list.hpp"

namespace dexarb {

/// Whether recordings make their runs' decisions again.
struct DigestProof {
    bool holds = false;
    std::string note;  ///< What was verified, or the first run that could not be and why.
};

/// Replays the recordings in `folder` of each run that saw a block, and holds every decision and outcome against the
/// live run's, and the digest at the end against the journal's. `progress` is told what is being replayed. Costs a
/// replay of each (docs/performance.md).
[[nodiscard]] DigestProof prove_digests(const std::filesystem::path& folder, const std::vector<RunSummary>& runs,
                                        const std::function<void(const std::string&)>& progress);

}  // namespace dexarb
