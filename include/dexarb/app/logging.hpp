#pragma once

#include <string>

#include "dexarb/app/command_line.hpp"

namespace dexarb {

/// Sends the log to stderr: coloured text on a terminal, plain text elsewhere, or one JSON object per line. Where
/// stderr is systemd's journal each line begins with its priority ("<4>"), and text leaves the time to the journal.
/// `level` is one of trace, debug, info, warn, error, off.
void start_logging(LogFormat format, const std::string& level);

}  // namespace dexarb
