#include "dexarb/journal/journal_check.hpp"

#include <array>

#include <fmt/format.h>

#include "dexarb/journal/books.hpp"

namespace dexarb {
namespace {

constexpr const char* kChecking = "checking the journal";
constexpr std::size_t kMostProblems = 100;

/// A sentence with the first column of each row that breaks a rule.
struct Rule {
    const char* sentence;
    const char* breakers;
};
constexpr std::array kRules{
    Rule{"outcome {}: gross - gas - loan fee is not its net",
         "SELECT id FROM outcomes WHERE gross_usd - gas_usd - flash_fee_usd != net_usd"},
    Rule{"outcome {}: a model's gross - gas - loan fee is not its net",
         "SELECT outcome FROM outcome_models WHERE gross_usd - gas_usd - flash_fee_usd != net_usd"},
    Rule{"outcome {}: it has not all five models",
         "SELECT o.id FROM outcomes o WHERE (SELECT count(*) FROM outcome_models m WHERE m.outcome = o.id) != 5"},
    Rule{"outcome {}: it is not what the model that books says",
         "SELECT o.id FROM outcomes o JOIN actions a ON a.id = o.action JOIN epochs e ON e.id = a.epoch "
         "JOIN outcome_models m ON m.outcome = o.id AND m.model = json_extract(e.document, '$.fill_model') "
         "WHERE m.net_usd != o.net_usd OR m.result != o.result"},
    Rule{"correction {}: it does not take back, or bring back, the net of its outcome",
         "SELECT c.id FROM corrections c JOIN outcomes o ON o.id = c.outcome WHERE c.net_usd != c.sign * o.net_usd"},
    Rule{"outcome {}: corrections take it back more than once, or bring back what was not taken",
         "SELECT outcome FROM outcome_weights WHERE weight NOT IN (0, 1)"},
    Rule{"action {}: it has more than one outcome that stands",
         "SELECT o.action FROM outcomes o LEFT JOIN corrections c ON c.outcome = o.id AND c.kind = 'undone' "
         "WHERE c.id IS NULL GROUP BY o.action HAVING count(*) > 1"},
    Rule{
        "action {}: the last run with its books ended in order, but it has no outcome that stands",
        "SELECT a.id FROM actions a JOIN runs r ON r.id = (SELECT max(x.run) FROM run_epochs x WHERE x.epoch = "
        "a.epoch) "
        "WHERE r.ended IN ('stopped', 'failed') AND r.incomplete_from IS NULL AND NOT EXISTS (SELECT 1 FROM outcomes o "
        "WHERE o.action = a.id AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.outcome = o.id AND c.kind = "
        "'undone'))"},
    Rule{"step {}: its block stands beside an earlier one of the same number, which was not undone",
         "SELECT b.step FROM blocks b JOIN runs r ON r.id = b.run WHERE EXISTS (SELECT 1 FROM runs y JOIN blocks x ON "
         "x.run = y.id WHERE y.series = r.series AND x.number = b.number AND x.step < b.step AND NOT EXISTS (SELECT 1 "
         "FROM undone u JOIN runs z ON z.id = u.run WHERE z.series = r.series AND u.step > x.step AND u.step < b.step "
         "AND u.fork < x.number))"},
    Rule{"step {}: rejects are not as many as they list",
         "SELECT step FROM rejects WHERE json_array_length(episodes) != count"},
    Rule{"step {}: its block is not the child of the one before",
         "SELECT step FROM (SELECT step, number, parent, after_gap, lag(number) OVER w AS before, lag(hash) OVER w AS "
         "hash_before FROM (SELECT b.*, r.series FROM blocks b JOIN runs r ON r.id = b.run) "
         "WINDOW w AS (PARTITION BY series ORDER BY step)) "
         "WHERE after_gap = 0 AND number = before + 1 AND parent != hash_before"},
    Rule{"step {}: it is of another run than its block",
         "SELECT s.id FROM steps s JOIN blocks b ON b.step = s.id WHERE b.run != s.run"},
    Rule{"run {}: a configuration of it is in no epoch of its series",
         "SELECT r.id FROM runs r JOIN run_epochs x ON x.run = r.id JOIN epochs e ON e.id = x.epoch "
         "WHERE e.series != r.series"},
};

class Checker {
  public:
    explicit Checker(const Database& journal) : journal_{journal} {}

    Result<JournalFindings> run() {
        if (auto done = journal_.execute("BEGIN", kChecking); !done) return done.error();
        auto done = look();
        [[maybe_unused]] const auto ended = journal_.execute("ROLLBACK", kChecking);  // it only read
        if (!done) return done.error();
        return std::move(findings_);
    }

  private:
    Result<void> look() {
        if (const auto done = check_pages(); !done) return done;
        if (!findings_.problems.empty()) return {};
        if (const auto done = count(); !done) return done;
        if (const auto done = check_keys(); !done) return done;
        for (const Rule& rule : kRules)
            if (const auto done = check(rule); !done) return done;
        return check_books();
    }

    void add(std::string problem) {
        if (findings_.problems.size() < kMostProblems) findings_.problems.push_back(std::move(problem));
    }

    /// Calls `take` with each row.
    template <typename Take>
    Result<void> each(std::string_view sql, Take take) const {
        auto statement = journal_.prepare(sql, kChecking);
        if (!statement) return statement.error();
        while (true) {
            const auto row = statement->step();
            if (!row) return row.error();
            if (!*row) return {};
            take(*statement);
        }
    }

    Result<void> check_pages() {
        return each("PRAGMA integrity_check", [this](const Statement& row) {
            if (row.text(0) != "ok") add(fmt::format("file: {}", row.text(0)));
        });
    }

    Result<void> check_keys() {
        return each("PRAGMA foreign_key_check", [this](const Statement& row) {
            add(fmt::format("{} {}: it refers to a row of {} that is not there", row.text(0), row.integer(1),
                            row.text(2)));
        });
    }

    Result<void> check(const Rule& rule) {
        return each(rule.breakers,
                    [&](const Statement& row) { add(fmt::format(fmt::runtime(rule.sentence), row.integer(0))); });
    }

    Result<void> count() {
        return each(
            "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM blocks), (SELECT count(*) FROM actions), "
            "(SELECT count(*) FROM outcomes), (SELECT count(*) FROM corrections), (SELECT count(*) FROM metrics)",
            [this](const Statement& row) {
                findings_.runs = row.integer(0);
                findings_.blocks = row.integer(1);
                findings_.actions = row.integer(2);
                findings_.outcomes = row.integer(3);
                findings_.corrections = row.integer(4);
                findings_.books = row.integer(5);
            });
    }

    Result<void> check_books() {
        auto reader = BookReader::make(journal_);
        if (!reader) return reader.error();
        const std::string columns = fmt::format("{}", fmt::join(book_columns(), ", m."));
        auto rows = journal_.prepare("SELECT m.step, m.epoch, e.config, m." + columns +
                                         " FROM metrics m JOIN epochs e ON e.id = m.epoch ORDER BY m.step",
                                     kChecking);
        if (!rows) return rows.error();
        while (true) {
            const auto row = rows->step();
            if (!row) return row.error();
            if (!*row) return {};
            if (const auto read = reader->advance_to(rows->integer(0)); !read) return read;
            compare(*rows, reader->books());
        }
    }

    void compare(const Statement& row, const Books& books) {
        const auto found = books.find(row.integer(1));
        const EpochBooks sums = found == books.end() ? EpochBooks{} : found->second;
        const auto summed = numbers_of(sums);
        const auto noted = numbers_of(sums_of(row, 3));
        for (std::size_t i = 0; i < summed.size(); ++i)
            if (summed[i] != noted[i])
                add(fmt::format("books of {} (epoch {}) after step {}: {} was {}, its rows add up to {}", row.text(2),
                                row.integer(1), row.integer(0), book_columns()[i], noted[i], summed[i]));
    }

    const Database& journal_;
    JournalFindings findings_;
};

}  // namespace

Result<JournalFindings> check_journal(const Database& journal) {
    return Checker{journal}.run();
}

}  // namespace dexarb
