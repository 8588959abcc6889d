#include "dexarb/app/alert_flags.hpp"

#include <CLI/CLI.hpp>

namespace dexarb {

namespace {

constexpr const char* kAlertExamples = R"(
Examples:
  paper-trading alerts list                               the kinds of alerts, and who is sent which
  paper-trading alerts test --alerts configs/alerts.json  one of each to every webhook: does it arrive?
  paper-trading --alerts configs/alerts.json              a run that sends them

An alerts file names webhooks, their templates (discord, ntfy, slack, telegram or a file of yours) and limits; addresses
stand in .env, since they are secrets. See docs/operations.md, "Being told".
)";

}  // namespace

void add_alert_flags(CLI::App& app, AlertFlags& flags) {
    app.add_option("--alerts", flags.file, "webhooks that are told what happens [ALERTS_FILE, else nobody is]")
        ->type_name("FILE");
}

void add_alert_verb(CLI::App& app, AlertFlags& flags) {
    auto* alerts = app.add_subcommand("alerts", "list the kinds of alerts, or send one of each to see them arrive");
    auto* list = alerts->add_subcommand("list", "the kinds, and which webhook is sent which");
    auto* test = alerts->add_subcommand("test", "send one of each kind to every webhook and say what came of it");
    list->callback([&flags] { flags.action = AlertFlags::Action::kList; });
    test->callback([&flags] { flags.action = AlertFlags::Action::kTest; });
    alerts->require_subcommand(1);
    for (auto* command : {alerts, list, test}) {
        command->footer(kAlertExamples);
        command->fallthrough();
    }
}

}  // namespace dexarb
