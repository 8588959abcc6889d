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

/// Drives the engine with a recording.
[[nodiscard]] ExitCode replay_command(const CommandLine& line);
/// Makes a recording of blocks that have passed.
[[nodiscard]] ExitCode backfill_command(const CommandLine& line);
/// Lists the runs of the journal, checks it, or drops old runs from it.
[[nodiscard]] ExitCode journal_command(const CommandLine& line);

/// Reports, exports or explains what the journal holds.
[[nodiscard]] ExitCode reading_command(const CommandLine& line);

/// Says whether a configuration of the journal passes the rules; the exit code too.
[[nodiscard]] ExitCode verdict_command(const CommandLine& line);

/// Writes a configuration of the journal as a live trader takes it over, with what it rests on.
[[nodiscard]] ExitCode winner_command(const CommandLine& line);

/// Says on which episodes two configurations or runs of the journal differ, and why.
[[nodiscard]] ExitCode diff_command(const CommandLine& line);

/// Shows how a running daemon is doing, asked over its HTTP API.
[[nodiscard]] ExitCode status_command(const CommandLine& line);

/// Lists the kinds of alerts, or sends one of each.
[[nodiscard]] ExitCode alerts_command(const CommandLine& line);

/// Lists the configurations.
[[nodiscard]] ExitCode configs_command(const CommandLine& line);

}  // namespace dexarb
