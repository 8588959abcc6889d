#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "dexarb/journal/read_scope.hpp"

namespace dexarb {

enum class ExportTable { kOpportunities, kActions, kOutcomes, kMetrics };
enum class ExportFormat { kCsv, kJsonLines };

/// Takes a piece of the output, whole lines; what it refuses ends the export.
using ExportSink = std::function<Result<void>(std::string_view)>;

/// Writes the rows of a scope in the order in which they happened, one at a time: memory does not grow with them.
///
/// CSV by RFC 4180 with a header row (docs/journal.md tells its columns). JSON lines of opportunities, actions and
/// outcomes are those of the event log. Returns how many rows there were. Refused as by `find_range`.
[[nodiscard]] Result<std::uint64_t> export_journal(const Database& journal, ExportTable table, ExportFormat format,
                                                   const ReadScope& scope, const ExportSink& sink);

}  // namespace dexarb
