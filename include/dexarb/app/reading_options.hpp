#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/journal/read_scope.hpp"

namespace CLI {
class App;
}

namespace dexarb {

/// What concerns the verbs that read the journal's records: `report`, `export`, `explain`, `verdict`.
struct ReadingFlags {
    enum class Verb { kNone, kReport, kExport, kExplain, kVerdict };
    enum class Table { kOpportunities, kActions, kOutcomes, kMetrics };
    enum class Format { kCsv, kJsonLines };
    enum class By { kNothing, kDay, kPair, kRoute };

    Verb verb = Verb::kNone;  ///< The one that was given, if any.
    std::optional<std::int64_t> run;
    std::optional<std::chrono::milliseconds> last;
    std::optional<Timestamp> since;
    std::optional<Timestamp> until;
    std::vector<std::string> configs;
    By by = By::kNothing;
    Table table = Table::kOutcomes;
    Format format = Format::kCsv;
    std::optional<std::filesystem::path> output;
    bool full = false;                          ///< report
    std::optional<std::filesystem::path> html;  ///< report
    std::string id;                             ///< explain
    std::filesystem::path rules;  ///< verdict; empty: configs/verdict.json, then /etc/dexarb/verdict.json.
};

/// Adds the verbs `report`, `export`, `explain` and `verdict`.
void add_reading_options(CLI::App& app, ReadingFlags& flags);

/// Adds --since, --until and --last to a verb.
void add_window_options(CLI::App& verb, ReadingFlags& flags);

/// The part of the journal that the options name; `configs` are those of -c.
[[nodiscard]] ReadScope scope_of(const ReadingFlags& flags, const std::vector<std::string>& configs, Timestamp now);

/// "2026-09-01", "2026-09-01T12:00", "2026-09-01 12:00:05.250Z": UTC, to the millisecond.
[[nodiscard]] Result<Timestamp> parse_time(const std::string& text);

}  // namespace dexarb
