#pragma once

#include <optional>

#include "dexarb/app/command_line.hpp"
#include "dexarb/app/exit_code.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/report/verdict_report.hpp"

namespace dexarb {

/// An error with the code that it ends with.
struct VerdictRefusal {
    Error error;
    ExitCode code;
};

/// What the journal refuses: asked for and not there (2), or not readable (5).
[[nodiscard]] VerdictRefusal of_journal(Error error);

/// Reaches the verdict that the command line asks for: run or time, rules, and with -c which configurations are shown.
/// Reads the journal and, where the rules ask for the digest, replays recordings. Nothing where it was reached.
[[nodiscard]] std::optional<VerdictRefusal> read_verdict(const CommandLine& line, VerdictReport& report);

}  // namespace dexarb
