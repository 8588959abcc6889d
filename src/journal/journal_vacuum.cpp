#include "dexarb/journal/journal_vacuum.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "dexarb/journal/books.hpp"

namespace dexarb {
namespace {

constexpr const char* kDropping = "dropping old runs";

constexpr const char* kCandidates =
    "CREATE TEMP TABLE IF NOT EXISTS dropped (run INTEGER PRIMARY KEY); DELETE FROM dropped; "
    "INSERT INTO dropped SELECT id FROM runs WHERE ended_at < {};";

/// A run stays where one that stays refers to its rows, and where an older one of its series stays: sums are carried
/// over from the front of a series only.
constexpr const char* kKeepReferred =
    "DELETE FROM dropped WHERE run IN ("
    "SELECT s.run FROM outcomes o JOIN steps t ON t.id = o.step JOIN actions a ON a.id = o.action "
    "JOIN steps s ON s.id = a.step WHERE t.run != s.run AND t.run NOT IN (SELECT run FROM dropped) "
    "UNION SELECT s.run FROM corrections c JOIN steps t ON t.id = c.step JOIN outcomes o ON o.id = c.outcome "
    "JOIN steps s ON s.id = o.step WHERE t.run != s.run AND t.run NOT IN (SELECT run FROM dropped) "
    "UNION SELECT later.id FROM runs later JOIN runs older ON older.series = later.series AND older.id < later.id "
    "WHERE older.id NOT IN (SELECT run FROM dropped))";

/// In an order in which nothing refers to what is gone.
constexpr const char* kDropRows =
    "CREATE TEMP TABLE IF NOT EXISTS dropped_steps (id INTEGER PRIMARY KEY); DELETE FROM dropped_steps; "
    "INSERT INTO dropped_steps SELECT id FROM steps WHERE run IN (SELECT run FROM dropped);"
    "DELETE FROM metrics WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM reports WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM rejects WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM corrections WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM outcome_models WHERE outcome IN (SELECT id FROM outcomes WHERE step IN (SELECT id FROM "
    "dropped_steps));"
    "DELETE FROM outcome_hops WHERE outcome IN (SELECT id FROM outcomes WHERE step IN (SELECT id FROM dropped_steps));"
    "DELETE FROM outcomes WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM action_hops WHERE action IN (SELECT id FROM actions WHERE step IN (SELECT id FROM dropped_steps));"
    "DELETE FROM actions WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM opportunity_hops WHERE opportunity IN "
    "(SELECT id FROM opportunities WHERE step IN (SELECT id FROM dropped_steps));"
    "DELETE FROM opportunities WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM checkpoints WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM blocks WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM undone WHERE step IN (SELECT id FROM dropped_steps);"
    "DELETE FROM steps WHERE id IN (SELECT id FROM dropped_steps);"
    "DELETE FROM runs WHERE id IN (SELECT run FROM dropped);";

/// Names that nothing refers to any more. A series that still has runs keeps its episodes for them.
constexpr const char* kDropNames =
    "DELETE FROM episodes WHERE series NOT IN (SELECT series FROM runs);"
    "DELETE FROM episodes WHERE series IN (SELECT series FROM runs GROUP BY series HAVING count(ended_at) = count(*)) "
    "AND NOT EXISTS (SELECT 1 FROM opportunities o WHERE o.episode = episodes.id) "
    "AND NOT EXISTS (SELECT 1 FROM actions a WHERE a.episode = episodes.id);"
    "DELETE FROM pool_states WHERE NOT EXISTS (SELECT 1 FROM opportunity_hops h WHERE h.state = pool_states.id) "
    "AND NOT EXISTS (SELECT 1 FROM action_hops h WHERE h.state = pool_states.id) "
    "AND NOT EXISTS (SELECT 1 FROM outcome_hops h WHERE h.state = pool_states.id);"
    "DELETE FROM tick_maps WHERE NOT EXISTS (SELECT 1 FROM pool_states p WHERE p.tick_map = tick_maps.id);"
    "DELETE FROM carried WHERE epoch NOT IN (SELECT epoch FROM run_epochs);"
    "DELETE FROM epochs WHERE id NOT IN (SELECT epoch FROM run_epochs);"
    "DELETE FROM series WHERE id NOT IN (SELECT series FROM runs);";

Result<std::vector<std::int64_t>> ids(const Database& journal, const std::string& sql) {
    auto statement = journal.prepare(sql, kDropping);
    if (!statement) return statement.error();
    std::vector<std::int64_t> list;
    while (true) {
        const auto row = statement->step();
        if (!row) return row.error();
        if (!*row) return list;
        list.push_back(statement->integer(0));
    }
}

Result<std::int64_t> file_size(const Database& journal) {
    const auto pages = journal.number("PRAGMA page_count", kDropping);
    if (!pages) return pages.error();
    const auto size = journal.number("PRAGMA page_size", kDropping);
    if (!size) return size.error();
    return **pages * **size;
}

/// Leaves in `dropped` what may go; the rest of the candidates is returned.
Result<std::vector<std::int64_t>> choose(const Database& journal, Timestamp before) {
    const auto made =
        journal.execute(fmt::format(fmt::runtime(kCandidates), before.time_since_epoch().count()), kDropping);
    if (!made) return made.error();
    auto candidates = ids(journal, "SELECT run FROM dropped");
    if (!candidates) return candidates;
    do {
        if (const auto kept = journal.execute(kKeepReferred, kDropping); !kept) return kept.error();
    } while (journal.changes() > 0);
    const auto dropped = ids(journal, "SELECT run FROM dropped");
    if (!dropped) return dropped;
    std::erase_if(*candidates, [&](std::int64_t run) { return std::ranges::find(*dropped, run) != dropped->end(); });
    return candidates;
}

/// What an epoch that goes on loses of its sums is added to what it carries.
Result<void> carry_over(const Database& journal) {
    const auto books = read_books(journal, "s.run IN (SELECT run FROM dropped)");
    if (!books) return books.error();
    std::string columns;
    std::string sums;
    for (const std::string& column : book_columns()) {
        columns += ", " + column;
        sums += fmt::format("{}{} = {} + excluded.{}", sums.empty() ? "" : ", ", column, column, column);
    }
    for (const auto& [epoch, sum] : *books) {
        std::string numbers;
        for (const std::int64_t number : numbers_of(sum))
            numbers += fmt::format(", {}", number);
        const auto carried = journal.execute(fmt::format("INSERT INTO carried (epoch{}) VALUES ({}{}) "
                                                         "ON CONFLICT (epoch) DO UPDATE SET {}",
                                                         columns, epoch, numbers, sums),
                                             kDropping);
        if (!carried) return carried;
    }
    return {};
}

}  // namespace

Result<Vacuumed> vacuum_journal(const Database& journal, Timestamp before) {
    Vacuumed result;
    const auto size_before = file_size(journal);
    if (!size_before) return size_before.error();
    result.bytes_before = *size_before;
    auto transaction = Transaction::begin(journal);
    if (!transaction) return transaction.error();
    auto kept = choose(journal, before);
    if (!kept) return kept.error();
    result.kept = std::move(*kept);
    auto dropped = ids(journal, "SELECT run FROM dropped");
    if (!dropped) return dropped.error();
    result.runs = std::move(*dropped);
    if (const auto carried = carry_over(journal); !carried) return carried.error();
    for (const char* part : {kDropRows, kDropNames})
        if (const auto done = journal.execute(part, kDropping); !done) return done.error();
    if (const auto done = transaction->commit(); !done) return done.error();
    const auto shrunk = journal.execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(PASSIVE)", kDropping);
    if (!shrunk) return shrunk.error();
    const auto size_after = file_size(journal);
    if (!size_after) return size_after.error();
    result.bytes_after = *size_after;
    return result;
}

}  // namespace dexarb
