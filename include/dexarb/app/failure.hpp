#pragma once

#include <string>

#include "dexarb/app/command_line.hpp"
#include "dexarb/app/exit_code.hpp"
#include "dexarb/base/result.hpp"

namespace dexarb {

/// The code with which a failure of this kind ends the process.
[[nodiscard]] ExitCode exit_code_of(ErrorCode code);

/// Says it on stderr, as the command line wants logs.
void say_failure(const std::string& text, const CommandLine& line);

/// Says what failed on stderr (with --json also as an object on stdout) and returns the exit code for it.
ExitCode report_failure(const Error& error, const CommandLine& line);
/// The same with a code that its kind alone does not tell.
ExitCode report_failure(const Error& error, ExitCode code, const CommandLine& line);

}  // namespace dexarb
