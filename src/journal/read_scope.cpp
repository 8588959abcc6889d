#include "dexarb/journal/read_scope.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/row_values.hpp"

namespace dexarb {
namespace {

constexpr const char* kLooking = "looking for what to read";
constexpr const char* kRange =
    "SELECT b.run, count(*), min(b.number), max(b.number), min(b.block_at), max(b.block_at) FROM blocks b "
    "WHERE (?1 IS NULL OR b.run = ?1) AND (?2 IS NULL OR b.block_at >= ?2) AND (?3 IS NULL OR b.block_at < ?3) "
    "GROUP BY b.run ORDER BY b.run";

Result<ReadRange> range_of(const Database& journal, const ReadScope& scope) {
    auto statement = journal.prepare(kRange, kLooking);
    if (!statement) return statement.error();
    ReadRange range;
    const auto take = [&](const Statement& row) -> Result<void> {
        const bool is_first = range.runs.empty();
        const auto first = static_cast<BlockNumber>(row.integer(2));
        const auto last = static_cast<BlockNumber>(row.integer(3));
        range.first_block = is_first ? first : std::min(range.first_block, first);
        range.last_block = is_first ? last : std::max(range.last_block, last);
        range.first_at = is_first ? time_at(row, 4) : std::min(range.first_at, time_at(row, 4));
        range.last_at = is_first ? time_at(row, 5) : std::max(range.last_at, time_at(row, 5));
        range.runs.push_back(row.integer(0));
        range.blocks += static_cast<std::uint64_t>(row.integer(1));
        return {};
    };
    if (const auto read = each_row(statement->bind(scope.run, scope.since, scope.until), take); !read)
        return read.error();
    return range;
}

Error not_found(const std::string& text) {
    return {ErrorCode::kNotFound, text};
}

std::string seconds_of(Timestamp time) {
    return to_rfc3339(time).substr(0, 19) + "Z";
}

Error empty_window(const ReadScope& scope, const ReadRange& all) {
    return not_found(fmt::format(
        "no block between {} and {}: {} has blocks from {} to {} (times are those of the chain's blocks)",
        scope.since ? seconds_of(*scope.since) : "the beginning", scope.until ? seconds_of(*scope.until) : "now",
        scope.run ? fmt::format("run {}", *scope.run) : "the journal", seconds_of(all.first_at),
        seconds_of(all.last_at)));
}

Result<void> check_run(const Database& journal, std::int64_t run) {
    auto statement = journal.prepare("SELECT max(id = ?), min(id), max(id) FROM runs", kLooking);
    if (!statement) return statement.error();
    const auto row = statement->bind(run).step();
    if (!row) return row.error();
    if (statement->is_null(1)) return not_found("the journal has no run yet");
    if (statement->integer(0) == 1) return {};
    return not_found(
        fmt::format("no run {} in the journal: they are numbered {} to {}; `paper-trading runs` lists them", run,
                    statement->integer(1), statement->integer(2)));
}

Result<void> check_configs(const Database& journal, const ReadScope& scope) {
    auto statement = journal.prepare(
        "SELECT group_concat(config, ', ') FROM (SELECT DISTINCT e.config FROM epochs e JOIN run_epochs r ON r.epoch = "
        "e.id WHERE ?1 IS NULL OR r.run = ?1 ORDER BY 1)",
        kLooking);
    if (!statement) return statement.error();
    const auto row = statement->bind(scope.run).step();
    if (!row) return row.error();
    const std::string known{statement->text(0)};
    for (const std::string& config : scope.configs)
        if ((", " + known + ",").find(", " + config + ",") == std::string::npos)
            return not_found(fmt::format("no configuration '{}' {}: there are {}", config,
                                         scope.run ? fmt::format("in run {}", *scope.run) : "in the journal", known));
    return {};
}

}  // namespace

Result<ReadRange> find_range(const Database& journal, const ReadScope& scope) {
    if (scope.run)
        if (const auto there = check_run(journal, *scope.run); !there) return there.error();
    if (const auto known = check_configs(journal, scope); !known) return known.error();
    auto range = range_of(journal, scope);
    if (!range || !range->runs.empty()) return range;
    const auto all = range_of(journal, {.run = scope.run, .since = {}, .until = {}, .configs = {}});
    if (!all) return all.error();
    if (all->runs.empty())
        return not_found(scope.run ? fmt::format("run {} saw no block", *scope.run)
                                   : "the journal has no block yet: `paper-trading run` writes them");
    return empty_window(scope, *all);
}

Result<std::int64_t> newest_run(const Database& journal) {
    const auto run = journal.number("SELECT max(run) FROM blocks", kLooking);
    if (!run) return run.error();
    if (!*run) return not_found("the journal has no block yet: `paper-trading run` writes them");
    return **run;
}

Result<void> begin_reading(const Database& journal) {
    return journal.execute("SAVEPOINT reading", "beginning to read");
}

void end_reading(const Database& journal) {
    // Nothing was written.
    [[maybe_unused]] const auto ended = journal.execute("RELEASE reading", "ending to read");
}

Result<void> each_row(Statement& statement, const std::function<Result<void>(const Statement&)>& take) {
    while (true) {
        const auto row = statement.step();
        if (!row) return row.error();
        if (!*row) return {};
        if (auto taken = take(statement); !taken) return taken;
    }
}

std::optional<std::string> config_list(const ReadScope& scope) {
    if (scope.configs.empty()) return std::nullopt;
    return nlohmann::json(scope.configs).dump();
}

}  // namespace dexarb
