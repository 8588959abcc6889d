#include "journal/crash_remarks.hpp"

#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dexarb/journal/journal_file.hpp"
#include "dexarb/journal/read_scope.hpp"

namespace dexarb {
namespace {

/// Parameters: 1 list of runs, 2 the process that writes. Of each run the actions without an outcome at its end, and
/// how many of them have one now.
constexpr const char* kLeft =
    "SELECT x.run, count(*), sum(x.is_settled) FROM (SELECT s.run AS run, EXISTS (SELECT 1 FROM outcomes o "
    "WHERE o.action = a.id AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.outcome = o.id AND c.kind = 'undone')) "
    "AS is_settled FROM runs r JOIN steps s ON s.run = r.id JOIN actions a ON a.step = s.id "
    "WHERE r.id IN (SELECT value FROM json_each(?1)) AND (r.ended IN ('crashed', 'reloaded') OR "
    "r.incomplete_from IS NOT NULL OR (r.ended IS NULL AND (?2 IS NULL OR (?2 != 0 AND ?2 != r.pid)))) "
    "AND NOT EXISTS (SELECT 1 FROM outcomes o JOIN steps t ON t.id = o.step WHERE o.action = a.id AND t.run <= r.id "
    "AND NOT EXISTS (SELECT 1 FROM corrections c JOIN steps u ON u.id = c.step WHERE c.outcome = o.id "
    "AND c.kind = 'undone' AND u.run <= r.id))) x GROUP BY x.run ORDER BY x.run";

std::string remark(std::int64_t run, std::int64_t left, std::int64_t settled) {
    std::string text = fmt::format("run {} broke off with {} action{} in flight", run, left, left == 1 ? "" : "s");
    if (settled > 0) text += fmt::format("; {} settled by the run that went on with its books", settled);
    if (left > settled) text += fmt::format("; {} without an outcome, in no sum", left - settled);
    return text;
}

}  // namespace

Result<std::vector<std::string>> crash_remarks(const Database& journal, const std::vector<std::int64_t>& runs) {
    auto statement = journal.prepare(kLeft, "looking for what crashes left");
    if (!statement) return statement.error();
    const std::optional<pid_t> writer = JournalLock::holder(journal.path().parent_path());
    statement->bind(fmt::format("[{}]", fmt::join(runs, ",")), writer);
    std::vector<std::string> remarks;
    const auto take = [&](const Statement& row) -> Result<void> {
        remarks.push_back(remark(row.integer(0), row.integer(1), row.integer(2)));
        return {};
    };
    if (const auto read = each_row(*statement, take); !read) return read.error();
    return remarks;
}

}  // namespace dexarb
