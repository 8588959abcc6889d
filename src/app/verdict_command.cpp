#include <cstdio>

#include <fmt/format.h>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/verdict_reading.hpp"

namespace dexarb {

ExitCode verdict_command(const CommandLine& line) {
    VerdictReport report;
    if (const auto refused = read_verdict(line, report)) return report_failure(refused->error, refused->code, line);
    fmt::print("{}", line.json ? verdict_json(report) + "\n" : render_verdict(report));
    return report.verdict.passes() ? ExitCode::kOk : ExitCode::kVerdict;
}

}  // namespace dexarb
