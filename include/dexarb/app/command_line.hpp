#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dexarb/app/alert_flags.hpp"
#include "dexarb/app/backfill_options.hpp"
#include "dexarb/app/budget_options.hpp"
#include "dexarb/app/diff_flags.hpp"
#include "dexarb/app/exit_code.hpp"
#include "dexarb/app/http_options.hpp"
#include "dexarb/app/journal_options.hpp"
#include "dexarb/app/reading_options.hpp"
#include "dexarb/app/recording_options.hpp"
#include "dexarb/app/replay_options.hpp"
#include "dexarb/app/state_directory.hpp"
#include "dexarb/app/status_options.hpp"
#include "dexarb/app/winner_flags.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/collector/audit.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

enum class Command {
    kRun,
    kDemo,
    kCheck,
    kConfigs,
    kReplay,
    kJournal,
    kReading,
    kStatus,
    kBackfill,
    kVerdict,
    kWinner,
    kDiff,
    kAlerts
};
enum class LogFormat { kText, kJson };

/// The command line as given. What is absent here comes from the environment, `.env`, the files or the defaults.
struct CommandLine {
    Command command = Command::kRun;
    std::filesystem::path market_file;      ///< Empty: configs/polygon.json, then /etc/dexarb/polygon.json.
    std::filesystem::path strategies_file;  ///< Empty: configs/strategies.json, then /etc/dexarb/strategies.json.
    std::optional<std::filesystem::path> env_file;
    std::optional<std::string> rpc_url;
    std::vector<std::string> configs;  ///< Ids to run; empty for all.
    std::vector<std::string> exclude;
    std::vector<std::string> settings;  ///< "id.field=value", in order.
    std::optional<std::uint64_t> seed;
    std::optional<FillModel> fill_model;
    std::optional<std::filesystem::path> event_log;
    BudgetOptions budget;
    HttpFlags http;
    StateOptions state;
    RecordingOptions recording;
    ReplayOptions replay;
    BackfillOptions backfill;
    JournalFlags journal;
    ReadingFlags reading;
    WinnerFlags winner;
    DiffFlags diff;
    StatusFlags status;
    AlertFlags alerts;
    std::chrono::milliseconds report_every = std::chrono::minutes{5};
    std::optional<std::uint64_t> max_blocks;
    std::optional<std::chrono::milliseconds> duration;
    std::optional<std::string> log_level;
    LogFormat log_format = LogFormat::kText;
    bool json = false;
    AuditOptions audit;
    bool online = false;                            ///< check
    bool shows_diff = false;                        ///< check
    bool resolved = false;                          ///< configs
    std::chrono::milliseconds block_interval{250};  ///< demo
};

/// The text to print and the code to end with: help, version, or what is wrong with the arguments.
struct EarlyExit {
    std::string text;
    ExitCode code = ExitCode::kOk;
};

[[nodiscard]] std::variant<CommandLine, EarlyExit> parse_command_line(int argc, const char* const* argv);

/// "90s", "5m", "1h30m", "250ms": whole numbers with units from days to milliseconds, largest first; above zero.
[[nodiscard]] Result<std::chrono::milliseconds> parse_duration(const std::string& text);

}  // namespace dexarb
