#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/report/comparison.hpp"
#include "dexarb/report/history_report.hpp"

namespace dexarb {

/// The blocks that two runs both saw.
struct SharedBlocks {
    std::uint64_t blocks = 0;
    BlockNumber first_block = 0;
    BlockNumber last_block = 0;
    Timestamp first_at;
    Timestamp last_at;
};

/// Two configurations, or all of two runs by name, held against each other episode by episode.
struct DiffReport {
    HistoryReport history;  ///< What the sides are of; of two runs that of the first. Its configurations are not shown.
    std::optional<SharedBlocks> shared;   ///< Of two runs.
    std::vector<Comparison> comparisons;  ///< At least one.
    std::vector<std::string> remarks;
    std::uint64_t limit = 20;  ///< So many differences are listed of each comparison.
};

/// Plain ASCII text, no line wider than `kReportColumns`.
[[nodiscard]] std::string render_diff(const DiffReport& report);

/// The same as one line of JSON, without a line break.
[[nodiscard]] std::string diff_json(const DiffReport& report);

/// "Moderate made $2.8000 more than Aggressive on 63 episodes; ...": who made more, and what that is worth.
[[nodiscard]] std::string diff_sentence(const Comparison& comparison);

}  // namespace dexarb
