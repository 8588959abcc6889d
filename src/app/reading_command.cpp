#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/replaced_file.hpp"
#include "dexarb/journal/explanation.hpp"
#include "dexarb/journal/history.hpp"
#include "dexarb/journal/journal_export.hpp"
#include "dexarb/journal/journal_file.hpp"
#include "dexarb/journal/last_report.hpp"
#include "dexarb/report/explanation.hpp"
#include "dexarb/report/history_page.hpp"
#include "dexarb/report/history_report.hpp"
#include "dexarb/service/page_assets.hpp"

namespace dexarb {

namespace {

namespace fs = std::filesystem;

ReadScope scope_of(const CommandLine& line) {
    return scope_of(line.reading, line.configs,
                    std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

/// What was asked for is not there (2), or the journal cannot be read (5).
ExitCode refuse(Error error, const CommandLine& line) {
    const bool is_asked_wrongly = error.code == ErrorCode::kNotFound || error.code == ErrorCode::kInvalidInput;
    return report_failure(std::move(error), is_asked_wrongly ? ExitCode::kUsage : ExitCode::kJournal, line);
}

void print_written(const fs::path& file, const char* what, std::uint64_t amount) {
    fmt::print("{}\n", nlohmann::ordered_json{{"file", file.string()}, {what, amount}}.dump());
}

ExitCode write_page(const HistoryReport& history, const CommandLine& line) {
    const fs::path& path = *line.reading.html;
    if (report_page().empty())
        return refuse({ErrorCode::kInvalidInput,
                       "this program was built without its pages: run src/service/page/build, then build it again"},
                      line);
    const std::string page = history_page(history, report_page());
    if (const auto written = replace_file(path, page); !written) return refuse(written.error(), line);
    if (!line.json) fmt::print(stderr, "paper-trading: {}: {} bytes\n", path.string(), page.size());
    if (line.json) print_written(path, "bytes", page.size());
    return ExitCode::kOk;
}

/// What the last run said besides what its records tell.
Result<void> add_newest_report(const Database& journal, HistoryReport& history) {
    const std::int64_t run = history.runs.back().id;
    const auto last = read_last_report(journal, run);
    if (!last) return last.error();
    if (*last) return add_last_report(history, **last);
    history.remarks.push_back(fmt::format(
        "run {} broke off before its first report: survival, net edges and prices of filters are not known", run));
    return {};
}

Result<HistoryReport> history_asked_for(const Database& journal, const CommandLine& line) {
    ReadScope scope = scope_of(line);
    if (!scope.run && !scope.is_window()) {
        const auto newest = newest_run(journal);
        if (!newest) return newest.error();
        scope.run = *newest;
    }
    auto history = read_history(journal, scope, static_cast<GroupBy>(line.reading.by));
    if (!history || !(line.reading.full || line.reading.html)) return history;
    if (const auto added = add_newest_report(journal, *history); !added) return added.error();
    return history;
}

ExitCode print_history(const Database& journal, const CommandLine& line) {
    if (const auto begun = begin_reading(journal); !begun) return refuse(begun.error(), line);
    auto history = history_asked_for(journal, line);
    end_reading(journal);
    if (!history) return refuse(history.error(), line);
    // One alone would be tested as if it had not been chosen out of many.
    if (scope_of(line).configs.empty())
        weigh_history(*history);
    else
        history->report.evidence_note = "configurations are weighed all together only: leave out which to show";
    if (line.reading.html) return write_page(*history, line);
    fmt::print("{}", line.json ? history_json(*history) + "\n" : render_history(*history));
    return ExitCode::kOk;
}

Result<std::uint64_t> export_to(const TextSink& sink, const Database& journal, const CommandLine& line) {
    const bool is_csv = line.reading.format == ReadingFlags::Format::kCsv;
    return export_journal(journal, static_cast<ExportTable>(line.reading.table),
                          is_csv ? ExportFormat::kCsv : ExportFormat::kJsonLines, scope_of(line), sink);
}

Result<std::uint64_t> export_to_file(const fs::path& file, const Database& journal, const CommandLine& line) {
    std::uint64_t rows = 0;
    const auto written = replace_file(file, [&](const TextSink& sink) -> Result<void> {
        const auto exported = export_to(sink, journal, line);
        if (!exported) return exported.error();
        rows = *exported;
        return {};
    });
    if (!written) return written.error();
    return rows;
}

Result<std::uint64_t> export_to_stdout(const Database& journal, const CommandLine& line) {
    auto rows = export_to(sink_to(stdout, "stdout"), journal, line);
    if (rows && std::fflush(stdout) != 0) return Error{ErrorCode::kIo, std::string{"stdout: "} + std::strerror(errno)};
    return rows;
}

ExitCode print_export(const Database& journal, const CommandLine& line) {
    const auto& output = line.reading.output;
    const bool is_to_file = output && *output != "-";
    const auto rows = is_to_file ? export_to_file(*output, journal, line) : export_to_stdout(journal, line);
    if (!rows) return refuse(rows.error(), line);
    if (is_to_file && !line.json) fmt::print(stderr, "paper-trading: {}: {} rows\n", output->string(), *rows);
    if (is_to_file && line.json) print_written(*output, "rows", *rows);
    return ExitCode::kOk;
}

ExitCode print_explanation(const Database& journal, const CommandLine& line) {
    const auto found = explain_record(journal, line.reading.id, line.reading.run);
    if (!found) return refuse(found.error(), line);
    fmt::print("{}", line.json ? explanation_json(*found) + "\n" : render_explanation(*found));
    return ExitCode::kOk;
}

}  // namespace

ExitCode reading_command(const CommandLine& line) {
    const auto folder = state_to_read(line.state);
    if (!folder) return report_failure(folder.error(), line);
    const auto journal = read_journal(*folder);
    if (!journal) return report_failure(journal.error(), line);
    switch (line.reading.verb) {
        case ReadingFlags::Verb::kExport:
            return print_export(*journal, line);
        case ReadingFlags::Verb::kExplain:
            return print_explanation(*journal, line);
        default:
            return print_history(*journal, line);
    }
}

}  // namespace dexarb
