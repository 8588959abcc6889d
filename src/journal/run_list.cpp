#include "dexarb/journal/run_list.hpp"

#include <algorithm>

#include "journal/row_values.hpp"
#include "journal/statements.hpp"

namespace dexarb {
namespace {

constexpr const char* kRuns =
    "SELECT r.id, r.series, r.resumes, r.version, r.source_commit, r.command, r.market, s.chain_id, r.seed, "
    "r.started_at, r.ended_at, r.ended, r.reason, r.pid, "
    "(SELECT count(*) FROM run_epochs e WHERE e.run = r.id), (SELECT count(*) FROM blocks b WHERE b.run = r.id), "
    "(SELECT min(number) FROM blocks b WHERE b.run = r.id), (SELECT max(number) FROM blocks b WHERE b.run = r.id), "
    "(SELECT count(*) FROM actions a JOIN steps t ON t.id = a.step WHERE t.run = r.id), "
    "coalesce((SELECT sum(o.net_usd) FROM outcomes o JOIN steps t ON t.id = o.step WHERE t.run = r.id), 0) + "
    "coalesce((SELECT sum(c.net_usd) FROM corrections c JOIN steps t ON t.id = c.step WHERE t.run = r.id), 0), "
    "r.incomplete_from, r.digest FROM runs r JOIN series s ON s.id = r.series ORDER BY r.id DESC LIMIT ?";

template <typename Value>
std::optional<Value> maybe(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return static_cast<Value>(row.integer(column));
}

std::string end_of(const Statement& row, std::optional<pid_t> writer) {
    if (!row.is_null(11)) return std::string{row.text(11)};
    return writer && (*writer == 0 || *writer == row.integer(13)) ? "running" : "crashed";
}

RunSummary summary_of(const Statement& row, std::optional<pid_t> writer) {
    RunSummary run;
    run.id = row.integer(0);
    run.series = row.integer(1);
    run.resumes = maybe<std::int64_t>(row, 2);
    run.version = row.text(3);
    run.source_commit = row.text(4);
    run.command = row.text(5);
    run.market = row.text(6);
    run.chain_id = static_cast<std::uint64_t>(row.integer(7));
    run.seed = static_cast<std::uint64_t>(row.integer(8));
    run.started_at = Timestamp{std::chrono::milliseconds{row.integer(9)}};
    if (!row.is_null(10)) run.ended_at = Timestamp{std::chrono::milliseconds{row.integer(10)}};
    run.ended = end_of(row, writer);
    run.reason = row.text(12);
    run.configurations = static_cast<std::uint64_t>(row.integer(14));
    run.blocks = static_cast<std::uint64_t>(row.integer(15));
    run.first_block = maybe<BlockNumber>(row, 16);
    run.last_block = maybe<BlockNumber>(row, 17);
    run.actions = static_cast<std::uint64_t>(row.integer(18));
    run.net_usd = {row.integer(19)};
    run.incomplete_from = maybe<BlockNumber>(row, 20);
    if (!row.is_null(21)) run.digest = hash_at(row, 21);
    return run;
}

}  // namespace

Result<void> mark_crashed_runs(const Database& journal) {
    return journal.execute(std::string{sql::kMarkCrashed}, "closing runs that crashed");
}

Result<std::vector<RunSummary>> list_runs(const Database& journal, std::optional<pid_t> writer,
                                          std::optional<std::uint64_t> last) {
    auto statement = journal.prepare(kRuns, "listing the runs");
    if (!statement) return statement.error();
    statement->bind(last ? static_cast<std::int64_t>(*last) : std::int64_t{-1});
    std::vector<RunSummary> runs;
    while (true) {
        const auto row = statement->step();
        if (!row) return row.error();
        if (!*row) break;
        runs.push_back(summary_of(*statement, writer));
    }
    std::ranges::reverse(runs);
    return runs;
}

std::vector<RunSummary> with_those_before(const std::vector<RunSummary>& runs, std::int64_t run) {
    std::vector<RunSummary> chain;
    std::optional<std::int64_t> wanted = run;
    for (auto it = runs.rbegin(); it != runs.rend(); ++it) {
        if (it->id != wanted) continue;
        chain.push_back(*it);
        wanted = it->resumes;
    }
    std::ranges::reverse(chain);
    return chain;
}

}  // namespace dexarb
