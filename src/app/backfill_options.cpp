#include "dexarb/app/backfill_options.hpp"

#include <algorithm>
#include <charconv>

#include <CLI/CLI.hpp>

#include "dexarb/app/command_line.hpp"
#include "dexarb/app/reading_options.hpp"

namespace dexarb {
namespace {

std::string check_point(const std::string& text) {
    const auto point = parse_chain_point(text);
    return point ? std::string{} : point.error().detail;
}

}  // namespace

Result<ChainPoint> parse_chain_point(const std::string& text) {
    const bool is_number = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    BlockNumber number = 0;
    if (is_number && std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{})
        return ChainPoint{text, number};
    if (const auto ago = parse_duration(text)) return ChainPoint{text, *ago};
    if (const auto time = parse_time(text)) return ChainPoint{text, *time};
    return Error{ErrorCode::kInvalidInput, "'" + text +
                                               "' is neither a block nor a time; write 79812000, 24h (ago), or "
                                               "2026-09-01T12:00:00Z (always UTC)"};
}

void add_backfill_options(CLI::App& app, BackfillOptions& options) {
    auto* backfill = app.add_subcommand(
        "backfill", "make a recording of blocks that have passed, for `replay`; needs no archive node");
    backfill
        ->add_option_function<std::string>(
            "--from", [&options](const std::string& text) { options.from = *parse_chain_point(text); },
            "the first block, or a time of the chain")
        ->type_name("BLOCK|TIME")
        ->required()
        ->check(check_point);
    backfill
        ->add_option_function<std::string>(
            "--to", [&options](const std::string& text) { options.to = *parse_chain_point(text); },
            "the last block, or a time of the chain [the newest block]")
        ->type_name("BLOCK|TIME")
        ->check(check_point);
    backfill
        ->add_option("-o,--output", options.output,
                     "the recording; what was fetched is kept in FILE.part until it is complete")
        ->type_name("FILE")
        ->required();
    backfill->callback([&options] { options.chosen = true; });
    backfill->fallthrough();
}

}  // namespace dexarb
