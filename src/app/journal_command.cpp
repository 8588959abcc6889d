#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/journal/journal_check.hpp"
#include "dexarb/journal/journal_file.hpp"
#include "dexarb/journal/journal_vacuum.hpp"
#include "dexarb/journal/run_list.hpp"

namespace dexarb {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

template <typename Value>
Json or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json run_json(const RunSummary& run) {
    return {{"run", run.id},
            {"series", run.series},
            {"resumes", or_null(run.resumes)},
            {"version", run.version},
            {"commit", run.source_commit},
            {"command", run.command},
            {"market", run.market},
            {"chain_id", run.chain_id},
            {"seed", run.seed},
            {"started_at", to_rfc3339(run.started_at)},
            {"ended_at", run.ended_at ? Json(to_rfc3339(*run.ended_at)) : Json(nullptr)},
            {"ended", run.ended},
            {"reason", run.reason},
            {"configurations", run.configurations},
            {"blocks", run.blocks},
            {"first_block", or_null(run.first_block)},
            {"last_block", or_null(run.last_block)},
            {"actions", run.actions},
            {"net_usd", to_double(run.net_usd)},
            {"incomplete_from", or_null(run.incomplete_from)}};
}

std::string short_time(Timestamp time) {
    std::string text = to_rfc3339(time).substr(0, 19);
    text[10] = ' ';
    return text;
}

void print_table(const std::vector<RunSummary>& runs) {
    fmt::print("{:>5} {:<5} {:<19} {:<19} {:<8} {:>8} {:>7} {:>7} {:>12}  {}\n", "run", "of", "started (UTC)",
               "ended (UTC)", "how", "blocks", "configs", "actions", "net $", "version");
    for (const RunSummary& run : runs) {
        const std::string version = run.source_commit.empty() ? run.version : run.version + " " + run.source_commit;
        fmt::print("{:>5} {:<5} {:<19} {:<19} {:<8} {:>8} {:>7} {:>7} {:>12.4f}  {}\n", run.id, run.command,
                   short_time(run.started_at), run.ended_at ? short_time(*run.ended_at) : "-", run.ended, run.blocks,
                   run.configurations, run.actions, to_double(run.net_usd), version);
        if (run.incomplete_from) fmt::print("{:>5} incomplete from block {} on\n", "", *run.incomplete_from);
        if (!run.reason.empty()) fmt::print("{:>5} {}\n", "", run.reason);
    }
}

ExitCode print_runs(const fs::path& folder, const CommandLine& line) {
    const auto writer = JournalLock::holder(folder);
    const auto journal = read_journal(folder);
    if (!journal) return report_failure(journal.error(), line);
    const auto runs = list_runs(*journal, writer, line.journal.last);
    if (!runs) return report_failure(runs.error(), line);
    if (!line.json) {
        print_table(*runs);
        return ExitCode::kOk;
    }
    Json rows = Json::array();
    for (const RunSummary& run : *runs)
        rows.push_back(run_json(run));
    fmt::print("{}\n", Json{{"runs", std::move(rows)}}.dump(2));
    return ExitCode::kOk;
}

ExitCode check(const fs::path& folder, const CommandLine& line) {
    const auto journal = read_journal(folder);
    if (!journal) return report_failure(journal.error(), line);
    const auto found = check_journal(*journal);
    if (!found) return report_failure(found.error(), line);
    const bool ok = found->problems.empty();
    if (line.json) {
        const Json document{{"ok", ok},
                            {"journal", journal->path().string()},
                            {"runs", found->runs},
                            {"blocks", found->blocks},
                            {"actions", found->actions},
                            {"outcomes", found->outcomes},
                            {"corrections", found->corrections},
                            {"books_compared", found->books},
                            {"problems", found->problems}};
        fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
    } else {
        for (const std::string& problem : found->problems)
            fmt::print("{}\n", problem);
        fmt::print(
            "{}: {} runs, {} blocks, {} actions, {} outcomes, {} corrections, {} books held against their rows: {}\n",
            journal->path().string(), found->runs, found->blocks, found->actions, found->outcomes, found->corrections,
            found->books, ok ? "all in order" : "NOT in order, see above");
    }
    return ok ? ExitCode::kOk : ExitCode::kJournal;
}

ExitCode vacuum(const fs::path& folder, const CommandLine& line) {
    const auto journal = amend_journal(folder);
    if (!journal) return report_failure(journal.error(), line);
    const auto lock = JournalLock::take(folder);  // Held to the end: no daemon starts meanwhile; one that runs goes on.
    if (lock)
        if (const auto marked = mark_crashed_runs(*journal); !marked) return report_failure(marked.error(), line);
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto done = vacuum_journal(*journal, now - line.journal.keep);
    if (!done) return report_failure(done.error(), line);
    if (line.json) {
        const Json document{{"dropped", done->runs},
                            {"kept_for_later_runs", done->kept},
                            {"bytes_before", done->bytes_before},
                            {"bytes_after", done->bytes_after}};
        fmt::print("{}\n", document.dump(2));
        return ExitCode::kOk;
    }
    fmt::print("{} runs dropped, {:.1f} MiB before, {:.1f} MiB after\n", done->runs.size(),
               static_cast<double>(done->bytes_before) / (1 << 20), static_cast<double>(done->bytes_after) / (1 << 20));
    if (!done->kept.empty())
        fmt::print("kept though old, since later runs settled their actions: run {}\n", fmt::join(done->kept, ", "));
    return ExitCode::kOk;
}

}  // namespace

ExitCode journal_command(const CommandLine& line) {
    const bool changes = line.journal.action == JournalFlags::Action::kVacuum;
    const auto folder = changes ? state_directory(line.state) : state_to_read(line.state);
    if (!folder) return report_failure(folder.error(), line);
    switch (line.journal.action) {
        case JournalFlags::Action::kCheck:
            return check(*folder, line);
        case JournalFlags::Action::kVacuum:
            return vacuum(*folder, line);
        default:
            return print_runs(*folder, line);
    }
}

}  // namespace dexarb
