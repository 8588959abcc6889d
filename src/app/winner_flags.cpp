#include "dexarb/app/winner_flags.hpp"

#include <CLI/CLI.hpp>

#include "dexarb/app/reading_options.hpp"

namespace dexarb {
namespace {

constexpr const char* kWinnerExamples = R"(
Reads the journal as `verdict` does. Each file opens with the verdict, then trades, intervals, doubts and every gate
as comments; JSON is a strategies file with one entry, which `--strategies` takes. Exit code 6 where the configuration
has not passed: the files are written all the same, with NOT PASSED as their first words. No secret is in them.
Examples:
  paper-trading export-winner moderate -o trader.env -o trader.json
  paper-trading export-winner moderate --format json --last 7d > trader.json
  paper-trading export-winner "Low Gas" --run 3 --rules my-rules.json && systemctl restart live-trader
  paper-trading replay FILE --strategies trader.json   what the chosen one alone would have done
)";

}  // namespace

void add_winner_verb(CLI::App& app, WinnerFlags& flags, ReadingFlags& reading) {
    auto* verb =
        app.add_subcommand("export-winner", "a configuration as .env and JSON for a live trader, with evidence");
    verb->add_option("NAME", flags.name, "the configuration: moderate, \"Low Gas\"")->required();
    verb->add_option("--format", "env or json [as the file is named, else env]")
        ->type_name("env|json")
        ->check(CLI::IsMember({"env", "json"}))
        ->each([&flags](const std::string& text) {
            flags.format = text == "env" ? WinnerFlags::Format::kEnv : WinnerFlags::Format::kJson;
        });
    verb->add_option("-o,--output", flags.outputs, "a file instead of stdout, *.env or *.json; may be repeated")
        ->type_name("FILE")
        ->allow_extra_args(false);
    verb->add_flag("--even-if-not-passed", flags.even_if_not_passed,
                   "exit code 0 also where it has not passed; the file still says so");
    verb->add_option("--run", reading.run, "of this run [the newest, or all with a time]")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    verb->add_option("--rules", reading.rules, "what is asked [configs/verdict.json]")->type_name("FILE");
    add_window_options(*verb, reading);
    verb->footer(kWinnerExamples);
    verb->callback([&flags] { flags.chosen = true; });
    verb->fallthrough();
}

}  // namespace dexarb
