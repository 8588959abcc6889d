#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dexarb/journal/read_scope.hpp"
#include "dexarb/report/comparison.hpp"
#include "dexarb/report/diff_report.hpp"

namespace dexarb {

/// The episodes on which an epoch acted within a scope, as `read_history` counts them: its nets are those of the books
/// there, what pruned runs carried over aside. `scope.configs` is not asked. Memory grows with the actions.
[[nodiscard]] Result<std::vector<ActedEpisode>> read_acts(const Database& journal, const ReadScope& scope,
                                                          std::int64_t epoch);

/// For each of `episodes` by name on which the epoch did not act within the scope: the furthest filter that it reached
/// there, or `kActedOutside`. What the journal does not tell is left out.
[[nodiscard]] Result<std::map<std::string, EpisodeStop>> read_stops(const Database& journal, const ReadScope& scope,
                                                                    std::int64_t epoch,
                                                                    const std::vector<std::string>& episodes);

/// The blocks that two runs both saw, by hash, within a time. Refused, as kNotFound: there is none.
[[nodiscard]] Result<SharedBlocks> read_shared_blocks(const Database& journal, std::int64_t a, std::int64_t b,
                                                      const ReadScope& window);

}  // namespace dexarb
