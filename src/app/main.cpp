#include <csignal>
#include <cstdio>
#include <exception>
#include <variant>

#include "dexarb/app/command_line.hpp"
#include "dexarb/app/commands.hpp"

namespace {

dexarb::ExitCode run(const dexarb::CommandLine& line) {
    switch (line.command) {
        case dexarb::Command::kRun:
            return run_command(line);
        case dexarb::Command::kDemo:
            return demo_command(line);
        case dexarb::Command::kCheck:
            return check_command(line);
        case dexarb::Command::kConfigs:
            return configs_command(line);
        case dexarb::Command::kReplay:
            return replay_command(line);
        case dexarb::Command::kBackfill:
            return backfill_command(line);
        case dexarb::Command::kAlerts:
            return alerts_command(line);
        case dexarb::Command::kJournal:
            return journal_command(line);
        case dexarb::Command::kVerdict:
            return dexarb::verdict_command(line);
        case dexarb::Command::kWinner:
            return dexarb::winner_command(line);
        case dexarb::Command::kDiff:
            return dexarb::diff_command(line);
        case dexarb::Command::kReading:
            return reading_command(line);
        case dexarb::Command::kStatus:
            return status_command(line);
    }
    return dexarb::ExitCode::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
    const auto parsed = dexarb::parse_command_line(argc, argv);
    if (const auto* exit = std::get_if<dexarb::EarlyExit>(&parsed)) {
        std::fputs(exit->text.c_str(), exit->code == dexarb::ExitCode::kOk ? stdout : stderr);
        return static_cast<int>(exit->code);
    }
    std::signal(SIGXFSZ, SIG_IGN);  // under a limit a file that may not grow is a full disk, not the end
    try {
        return static_cast<int>(run(std::get<dexarb::CommandLine>(parsed)));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "paper-trading: unexpected: %s\n", error.what());
        return static_cast<int>(dexarb::ExitCode::kRuntime);
    }
}
