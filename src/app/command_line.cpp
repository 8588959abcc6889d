#include "dexarb/app/command_line.hpp"

#include <sstream>

#include <CLI/CLI.hpp>

#include "dexarb/app/audit_flags.hpp"
#include "dexarb/app/version.hpp"

namespace dexarb {

namespace {

constexpr const char* kExamples = R"(
Examples:
  paper-trading demo --seed 7                        a simulated market: no key, no network
  paper-trading check --online                       would `run` work with this .env?
  paper-trading check --diff                         what would `kill -HUP` change in the daemon that runs?
  paper-trading                                      run all twelve configurations
  paper-trading -c conservative,moderate --set moderate.min_profit_usd=4
  paper-trading run --strategies configs/strategies-2026.json --event-log trades.jsonl --report-every 15m
  paper-trading replay FILE --set moderate.min_profit_usd=1    what would it have done?
  paper-trading backfill --from 7d -o week.dxrec     a recording of the past week; then: replay week.dxrec
  paper-trading status --watch                       how the running daemon is doing; also a page at http://127.0.0.1:8137
  paper-trading alerts test --alerts FILE            send one of each alert: does it arrive?
  paper-trading configs --resolved                   every value and where it comes from
  paper-trading report --last 24h --by pair          what the journal says of the last day
  paper-trading verdict                              does a configuration deserve real money?
  paper-trading export-winner moderate -o trader.env -o trader.json   what a live trader is set up with
  paper-trading diff moderate aggressive             where two configurations differ, why, and what that is worth
  paper-trading export outcomes -o outcomes.csv      for a spreadsheet
  paper-trading explain moderate:3fa9c1d20b7e44aa-56123456   one trade, to the last cent

Signals: SIGHUP reads the strategies again, SIGUSR1 prints the whole report, SIGUSR2 reopens the event
log, SIGTERM and SIGINT end with a last report.
Exit codes: 0 ok, 1 runtime, 2 usage, 3 configuration, 4 RPC or wrong chain,
5 journal or recording, 6 no configuration passes the verdict, 7 replay mismatch.
Data goes to stdout, logs go to stderr. Precedence: command line, environment, .env, file, built-in.
)";

std::string check_duration(const std::string& text) {
    const auto duration = parse_duration(text);
    return duration ? std::string{} : duration.error().detail;
}

std::string check_fill_model(const std::string& text) {
    return fill_model_from_string(text)
               ? std::string{}
               : "'" + text + "' is not a fill model: legacy, instant, first_in_block, survival, survival_competition";
}

/// Texts that become values once everything has been parsed.
struct RawText {
    std::string report_every;
    std::string duration;
    std::string block_interval;
    std::string fill_model;
    std::string log_format;
};

void add_files(CLI::App& app, CommandLine& line) {
    app.add_option("--market", line.market_file, "market: tokens, DEXes, pools, pairs [configs/polygon.json]")
        ->type_name("FILE");
    app.add_option("--strategies", line.strategies_file, "the configurations [configs/strategies.json]")
        ->type_name("FILE");
    app.add_option("--env-file", line.env_file, "settings and secrets [.env]")->type_name("FILE");
}

void add_selection(CLI::App& app, CommandLine& line, RawText& raw) {
    app.add_option("-c,--configs", line.configs, "run only these configurations")->delimiter(',')->type_name("ID,..");
    app.add_option("--exclude", line.exclude, "run all but these")->delimiter(',')->type_name("ID,..");
    app.add_option("--set", line.settings, "change one field: moderate.min_profit_usd=4; may be repeated")
        ->type_name("ID.FIELD=VALUE")
        ->allow_extra_args(false);
    app.add_option("--seed", line.seed, "seed of the competition draws (and of the demo's market)")->type_name("N");
    app.add_option("--fill-model", raw.fill_model, "the model that books, for all configurations")
        ->type_name("NAME")
        ->check(check_fill_model);
}

void add_running(CLI::App& app, CommandLine& line, RawText& raw) {
    app.add_option("--rpc", line.rpc_url, "the node's URL; better kept in .env, where `ps` does not show it")
        ->type_name("URL");
    add_budget_options(app, line.budget);
    app.add_option("--event-log", line.event_log, "append one JSON line per opportunity, reject, action and outcome")
        ->type_name("FILE");
    add_http_options(app, line.http);
    add_alert_flags(app, line.alerts);
    add_state_options(app, line.state);
    add_recording_options(app, line.recording);
    app.add_option("--report-every", raw.report_every, "pause between brief reports [5m]")
        ->type_name("5m")
        ->check(check_duration);
    app.add_option("--max-blocks", line.max_blocks, "end after so many blocks")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    app.add_option("--duration", raw.duration, "end after so long")->type_name("4h")->check(check_duration);
}

void add_output(CLI::App& app, CommandLine& line, RawText& raw) {
    app.add_flag("--json", line.json, "print data as JSON");
    app.add_option("--log-level", line.log_level, "what goes to stderr [info]")
        ->type_name("LEVEL")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
    app.add_option("--log-format", raw.log_format, "text or json [text]")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json"}));
}

void add_commands(CLI::App& app, CommandLine& line, RawText& raw) {
    auto* run = app.add_subcommand("run", "follow the chain and trade on paper (the default)");
    auto* demo = app.add_subcommand("demo", "the same daemon against a simulated market; needs no key and no network");
    auto* check = app.add_subcommand("check", "check the files and, with --online, the node; starts nothing");
    auto* configs = app.add_subcommand("configs", "list the configurations");
    demo->add_option("--block-interval", raw.block_interval, "wall-clock time between simulated blocks [250ms]")
        ->type_name("250ms")
        ->check(check_duration);
    check->add_flag("--online", line.online,
                    "examine each endpoint and the market on the chain too; says what to mend");
    check->add_flag("--diff", line.shows_diff, "show what a reload would change in the daemon that runs");
    check
        ->add_option("--url", line.status.url,
                     "the daemon to compare with [http://127.0.0.1:8137, or as HTTP_LISTEN says]")
        ->type_name("URL");
    configs->add_flag("--resolved", line.resolved, "every value with its origin");
    run->callback([&line] { line.command = Command::kRun; });
    demo->callback([&line] { line.command = Command::kDemo; });
    check->callback([&line] { line.command = Command::kCheck; });
    configs->callback([&line] { line.command = Command::kConfigs; });
    for (auto* command : {run, demo, check, configs})
        command->fallthrough();
    add_replay_options(app, line.replay);
    add_backfill_options(app, line.backfill);
    add_journal_options(app, line.journal);
    add_reading_options(app, line.reading);
    add_winner_verb(app, line.winner, line.reading);
    add_diff_verb(app, line.diff, line.reading);
    add_status_options(app, line.status);
    add_alert_verb(app, line.alerts);
    app.require_subcommand(0, 1);
}

/// All texts were checked by their options.
void take_texts(const RawText& raw, CommandLine& line) {
    if (!raw.report_every.empty()) line.report_every = *parse_duration(raw.report_every);
    if (!raw.duration.empty()) line.duration = *parse_duration(raw.duration);
    if (!raw.block_interval.empty()) line.block_interval = *parse_duration(raw.block_interval);
    if (!raw.fill_model.empty()) line.fill_model = fill_model_from_string(raw.fill_model);
    if (line.replay.chosen) line.command = Command::kReplay;
    if (line.backfill.chosen) line.command = Command::kBackfill;
    if (line.winner.chosen) line.command = Command::kWinner;
    if (line.diff.chosen) line.command = Command::kDiff;
    if (line.status.chosen) line.command = Command::kStatus;
    if (line.alerts.action != AlertFlags::Action::kNone) line.command = Command::kAlerts;
    if (raw.log_format == "json") line.log_format = LogFormat::kJson;
}

}  // namespace

std::variant<CommandLine, EarlyExit> parse_command_line(int argc, const char* const* argv) {
    CLI::App app{
        "Paper trading for DEX arbitrage on Polygon: every dollar it reports is one that the contracts would "
        "have paid.",
        "paper-trading"};
    CommandLine line;
    RawText raw;
    app.set_version_flag("--version", "paper-trading " + std::string{version()});
    app.footer(kExamples);
    add_files(app, line);
    add_selection(app, line, raw);
    add_running(app, line, raw);
    add_audit_flags(app, line.audit);
    add_output(app, line, raw);
    add_commands(app, line, raw);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        const bool asked = app.exit(error, out, out) == 0;
        return EarlyExit{out.str(), asked ? ExitCode::kOk : ExitCode::kUsage};
    }
    take_texts(raw, line);
    if (line.journal.action != JournalFlags::Action::kNone) line.command = Command::kJournal;
    if (line.reading.verb != ReadingFlags::Verb::kNone) line.command = Command::kReading;
    if (line.reading.verb == ReadingFlags::Verb::kVerdict) line.command = Command::kVerdict;
    return line;
}

}  // namespace dexarb
