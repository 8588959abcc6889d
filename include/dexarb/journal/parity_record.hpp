#pragma once

#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/journal/database.hpp"
#include "dexarb/journal/run_list.hpp"
#include "dexarb/metrics/feed_status.hpp"

namespace dexarb {

/// How the state that `runs` followed compared with the chain's, added up from the last report of each. A run that was
/// reloaded counted on into the next and is left out; of one that broke off the report before that is the last.
[[nodiscard]] Result<Parity> read_parity(const Database& journal, const std::vector<RunSummary>& runs);

}  // namespace dexarb
