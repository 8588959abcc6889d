#pragma once

namespace dexarb {

/// What the process tells its caller; documented in docs/operations.md and `--help`.
enum class ExitCode {
    kOk = 0,
    kRuntime = 1,
    kUsage = 2,
    kConfiguration = 3,
    kRpc = 4,
    kJournal = 5,
    kVerdict = 6,
    kReplayMismatch = 7,
};

}  // namespace dexarb
