#include "dexarb/app/journal_options.hpp"

#include <CLI/CLI.hpp>

#include "dexarb/app/command_line.hpp"

namespace dexarb {
namespace {

std::string take_keep(const std::string& text, JournalFlags& flags) {
    const auto duration = parse_duration(text);
    if (!duration) return duration.error().detail;
    flags.keep = *duration;
    return {};
}

}  // namespace

void add_journal_options(CLI::App& app, JournalFlags& flags) {
    auto* off = app.add_flag("--no-journal", flags.off, "run: write no journal, and begin new books");
    app.add_flag("--fresh", flags.fresh, "run: begin new books; those of earlier runs stay readable")->excludes(off);
    auto* runs = app.add_subcommand("runs", "list the runs in the journal");
    runs->add_option("--last", flags.last, "only the newest N")->type_name("N")->check(CLI::PositiveNumber);
    runs->callback([&flags] { flags.action = JournalFlags::Action::kRuns; });
    auto* journal = app.add_subcommand("journal", "check the journal, or drop old runs from it");
    auto* check = journal->add_subcommand("check", "does the file hold together, and are the books its sums?");
    check->callback([&flags] { flags.action = JournalFlags::Action::kCheck; });
    auto* vacuum = journal->add_subcommand("vacuum", "drop runs that ended long ago, whole; never the running one");
    vacuum->add_option("--keep", "keep runs that ended within this time")
        ->type_name("90d")
        ->required()
        ->check([&flags](const std::string& text) { return take_keep(text, flags); });
    vacuum->callback([&flags] { flags.action = JournalFlags::Action::kVacuum; });
    journal->require_subcommand(1);
    for (auto* command : {runs, journal, check, vacuum})
        command->fallthrough();
}

}  // namespace dexarb
