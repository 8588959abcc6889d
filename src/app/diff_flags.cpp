#include "dexarb/app/diff_flags.hpp"

#include <charconv>
#include <string_view>

#include <CLI/CLI.hpp>

#include "dexarb/app/reading_options.hpp"

namespace dexarb {
namespace {

constexpr const char* kDiffExamples = R"(
A and B are configurations (moderate, "Low Gas"), each of a run of its own where that is named (3:moderate). Or they are
two runs (3 5): then every configuration of both is held against itself, on the blocks that both runs saw.
Lists the episodes on which the two did not come to the same end, with the filter that stopped the one that did not act,
and the mean difference per episode with its 95 % interval.
Examples:
  paper-trading diff moderate aggressive             the newest run, with the books that it went on with
  paper-trading diff moderate "Low Gas" --last 7d --limit 50
  paper-trading diff 3:moderate 3:slow_polling --json
  paper-trading diff 3 5                             what another version or other values changed
)";

std::optional<std::int64_t> run_number(std::string_view digits) {
    std::int64_t run = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), run);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || run < 1) return std::nullopt;
    return run;
}

}  // namespace

DiffName parse_diff_name(const std::string& text) {
    if (const auto run = run_number(text)) return {run, ""};
    const auto colon = text.find(':');
    if (colon != std::string::npos && colon + 1 < text.size())
        if (const auto run = run_number(std::string_view{text}.substr(0, colon))) return {run, text.substr(colon + 1)};
    return {std::nullopt, text};
}

void add_diff_verb(CLI::App& app, DiffFlags& flags, ReadingFlags& reading) {
    auto* verb = app.add_subcommand("diff", "the episodes on which two configurations or two runs differ, and why");
    verb->add_option("A", flags.a, "CONFIG, RUN:CONFIG or RUN")->required();
    verb->add_option("B", flags.b, "what it is held against")->required();
    verb->add_option("--run", reading.run, "of this run, where none is named [the newest, or all with a time]")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    verb->add_option("--limit", flags.limit, "list so many episodes of each comparison [20]")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
    add_window_options(*verb, reading);
    verb->footer(kDiffExamples);
    verb->callback([&flags] { flags.chosen = true; });
    verb->fallthrough();
}

}  // namespace dexarb
