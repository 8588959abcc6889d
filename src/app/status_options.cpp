#include "dexarb/app/status_options.hpp"

#include <CLI/CLI.hpp>

namespace dexarb {

namespace {

constexpr const char* kExamples = R"(
Examples:
  paper-trading status                         how the daemon of this machine is doing
  paper-trading status --watch                 the same, again and again, until Ctrl-C
  paper-trading status --json | jq .configs    for a program
  paper-trading status --url http://127.0.0.1:9137
)";

}  // namespace

void add_status_options(CLI::App& app, StatusFlags& flags) {
    auto* status = app.add_subcommand("status", "how a running daemon is doing, asked over its HTTP API");
    status->add_flag("--watch", flags.watch, "show it again every second until told to stop");
    status->add_option("--url", flags.url, "the daemon [http://127.0.0.1:8137, or as HTTP_LISTEN says]")
        ->type_name("URL");
    status->footer(kExamples);
    status->callback([&flags] { flags.chosen = true; });
    status->fallthrough();
}

}  // namespace dexarb
