#include <cstdio>

#include <fmt/format.h>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/diff_reading.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/verdict_reading.hpp"
#include "dexarb/journal/journal_file.hpp"

namespace dexarb {

ExitCode diff_command(const CommandLine& line) {
    const auto folder = state_to_read(line.state);
    if (!folder) return report_failure(folder.error(), line);
    const auto journal = read_journal(*folder);
    if (!journal) return report_failure(journal.error(), line);
    const auto report = read_diff(*journal, line);
    if (!report) {
        const VerdictRefusal refused = of_journal(report.error());
        return report_failure(refused.error, refused.code, line);
    }
    fmt::print("{}", line.json ? diff_json(*report) + "\n" : render_diff(*report));
    return ExitCode::kOk;
}

}  // namespace dexarb
