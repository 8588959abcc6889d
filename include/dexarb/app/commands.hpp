#pragma once

#include "dexarb/app/command_line.hpp"
#include "dexarb/app/exit_code.hpp"

namespace dexarb {

/// Follows the chain and trades on paper until told to stop.
[[nodiscard]] ExitCode run_command(const CommandLine& line);

/// The same daemon against a simulated market on a loopback port.
[[nodiscard]] ExitCode demo_command(const CommandLine& line);

/// Checks the files and, with --online, the node; starts nothing.
[[nodiscard]] ExitCode check_command(const CommandLine& line);

/// Lists the configurations.
[[nodiscard]] ExitCode configs_command(const CommandLine& line);

}  // namespace dexarb
