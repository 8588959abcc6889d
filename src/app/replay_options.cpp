#include "dexarb/app/replay_options.hpp"

#include <string>

#include <CLI/CLI.hpp>

#include "dexarb/app/command_line.hpp"

namespace dexarb {
namespace {

std::string check_latency(const std::string& text) {
    if (text == "0") return {};
    const auto duration = parse_duration(text);
    return duration ? std::string{} : duration.error().detail;
}

}  // namespace

void add_replay_options(CLI::App& app, ReplayOptions& options) {
    auto* replay =
        app.add_subcommand("replay", "run the engine on a recording: the same decisions, or those of others");
    replay->add_option("files", options.files, "the recording's files, in order of time")
        ->type_name("FILE")
        ->required()
        ->expected(-1);
    replay->add_option("--from", options.from, "begin with this block")->type_name("BLOCK");
    replay->add_option("--to", options.to, "end with this block")->type_name("BLOCK");
    replay
        ->add_option_function<std::string>(
            "--arrival",
            [&options](const std::string& name) {
                options.arrival =
                    name == "modelled" ? ReplayOptions::Arrival::kModelled : ReplayOptions::Arrival::kRecorded;
            },
            "when blocks arrive: as recorded, or modelled as a backfill has it [recorded]")
        ->type_name("recorded|modelled")
        ->check(CLI::IsMember({"recorded", "modelled"}));
    replay
        ->add_option_function<std::string>(
            "--latency",
            [&options](const std::string& text) {
                options.latency = text == "0" ? std::chrono::milliseconds{0} : *parse_duration(text);
            },
            "from decision to block, in place of every configuration's submit_latency_ms")
        ->type_name("1s")
        ->check(check_latency);
    replay->add_flag("--verify", options.verify,
                     "hold every decision and outcome against the live run's; exit code 7 where they differ");
    replay->callback([&options] { options.chosen = true; });
    replay->fallthrough();
}

}  // namespace dexarb
