#include "dexarb/journal/books.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "dexarb/trading/saturating_sum.hpp"

namespace dexarb {
namespace {

constexpr const char* kAddingUp = "adding up the books";

/// In the order of `Table`. Steps come first, epochs second.
enum Table : std::size_t { kActions, kOutcomes, kCorrections };
constexpr std::array<const char*, 3> kRows{
    "SELECT x.step, x.epoch FROM actions x JOIN steps s ON s.id = x.step {} ORDER BY x.step",
    "SELECT x.step, a.epoch, x.id, x.result, x.gross_usd, x.gas_usd, x.flash_fee_usd, x.net_usd FROM outcomes x "
    "JOIN actions a ON a.id = x.action JOIN steps s ON s.id = x.step {} ORDER BY x.step",
    "SELECT x.step, a.epoch, o.id, o.result, o.gross_usd, o.gas_usd, o.flash_fee_usd, o.net_usd, x.kind, x.sign, "
    "x.net_usd FROM corrections x JOIN outcomes o ON o.id = x.outcome JOIN actions a ON a.id = o.action "
    "JOIN steps s ON s.id = x.step {} ORDER BY x.step"};
constexpr const char* kModels = "SELECT model, net_usd FROM outcome_models WHERE outcome = ?";

void add(MicroUsd& sum, std::int64_t item, int sign) {
    sum = saturating_sum(sum, MicroUsd{sign * item});
}

/// Gross, gas and loan fee of the row's outcome.
void add_costs(EpochBooks& books, const Statement& row, int sign) {
    add(books.gross_usd, row.integer(4), sign);
    add(books.gas_usd, row.integer(5), sign);
    add(books.flash_fee_usd, row.integer(6), sign);
}

/// Counts the row's outcome, or takes it out of the counters.
void count(EpochBooks& books, const Statement& row, std::uint64_t one) {
    const auto result = trade_result_from_string(row.text(3));
    if (!result) return;
    books.results[static_cast<std::size_t>(*result)] += one;
    if (!is_booked(*result)) return;
    if (row.integer(7) > 0) books.wins += one;
    if (row.integer(7) < 0) books.losses += one;
}

constexpr std::uint64_t kOneLess = ~std::uint64_t{0};  // added, it wraps to one less

}  // namespace

Result<BookReader> BookReader::make(const Database& database, const std::string& where) {
    auto models = database.prepare(kModels, kAddingUp);
    if (!models) return models.error();
    std::vector<Rows> rows;
    for (const char* text : kRows) {
        auto statement =
            database.prepare(fmt::format(fmt::runtime(text), where.empty() ? "" : "WHERE " + where), kAddingUp);
        if (!statement) return statement.error();
        const auto first = statement->step();
        if (!first) return first.error();
        rows.push_back({std::move(*statement), *first});
    }
    BookReader reader{std::move(*models), std::move(rows)};
    if (!where.empty()) return reader;
    if (const auto taken = reader.take_carried(database); !taken) return taken.error();
    return reader;
}

Result<void> BookReader::take_carried(const Database& database) {
    const std::string columns = fmt::format("{}", fmt::join(book_columns(), ", "));
    auto carried = database.prepare("SELECT epoch, " + columns + " FROM carried", kAddingUp);
    if (!carried) return carried.error();
    while (true) {
        const auto row = carried->step();
        if (!row) return row.error();
        if (!*row) return {};
        books_[carried->integer(0)] = sums_of(*carried, 1);
    }
}

Result<void> BookReader::advance_to(std::int64_t step) {
    for (std::size_t table = 0; table < rows_.size(); ++table) {
        Rows& rows = rows_[table];
        while (rows.is_there && rows.statement.integer(0) <= step) {
            if (const auto taken = take(rows.statement, table); !taken) return taken;
            const auto more = rows.statement.step();
            if (!more) return more.error();
            rows.is_there = *more;
        }
    }
    return {};
}

Result<void> BookReader::take(const Statement& row, std::size_t table) {
    if (table == kOutcomes) return take_outcome(row);
    if (table == kCorrections) return take_correction(row);
    ++books_[row.integer(1)].actions;
    return {};
}

Result<void> BookReader::take_outcome(const Statement& row) {
    EpochBooks& books = books_[row.integer(1)];
    count(books, row, 1);
    add_costs(books, row, 1);
    add(books.net_usd, row.integer(7), 1);
    return add_models(books, row.integer(2), 1);
}

Result<void> BookReader::take_correction(const Statement& row) {
    EpochBooks& books = books_[row.integer(1)];
    const std::string_view kind = row.text(8);
    const int sign = static_cast<int>(row.integer(9));
    add_costs(books, row, sign);
    add(books.net_usd, row.integer(10), 1);
    if (kind == "undone") {
        ++books.corrections;
        count(books, row, kOneLess);
    }
    if (kind == "quarantine") {
        books.quarantined += sign < 0 ? 1 : kOneLess;
        add(books.quarantined_usd, row.integer(7), -sign);
    }
    return add_models(books, row.integer(2), sign);
}

Result<void> BookReader::add_models(EpochBooks& books, std::int64_t outcome, int sign) {
    models_.bind(outcome);
    while (true) {
        const auto row = models_.step();
        if (!row) return row.error();
        if (!*row) return {};
        if (const auto model = fill_model_from_string(models_.text(0)))
            add(books.models[static_cast<std::size_t>(*model)], models_.integer(1), sign);
    }
}

Result<Books> read_books(const Database& database, const std::string& where) {
    auto reader = BookReader::make(database, where);
    if (!reader) return reader.error();
    if (const auto read = reader->advance_to(INT64_MAX); !read) return read.error();
    return reader->books();
}

const std::vector<std::string>& book_columns() {
    static const std::vector<std::string> columns{"actions",      "filled",
                                                  "reverted",     "lost",
                                                  "expired",      "unknown",
                                                  "net_usd",      "gross_usd",
                                                  "gas_usd",      "flash_fee_usd",
                                                  "wins",         "losses",
                                                  "quarantined",  "quarantined_usd",
                                                  "corrections",  "legacy_usd",
                                                  "instant_usd",  "first_in_block_usd",
                                                  "survival_usd", "survival_competition_usd"};
    return columns;
}

EpochBooks sums_of(const Statement& row, int first) {
    EpochBooks books;
    int column = first;
    const auto counter = [&] { return static_cast<std::uint64_t>(row.integer(column++)); };
    const auto dollars = [&] { return MicroUsd{row.integer(column++)}; };
    books.actions = counter();
    for (auto& result : books.results)
        result = counter();
    books.net_usd = dollars();
    books.gross_usd = dollars();
    books.gas_usd = dollars();
    books.flash_fee_usd = dollars();
    books.wins = counter();
    books.losses = counter();
    books.quarantined = counter();
    books.quarantined_usd = dollars();
    books.corrections = counter();
    for (auto& model : books.models)
        model = dollars();
    return books;
}

std::vector<std::int64_t> numbers_of(const EpochBooks& books) {
    std::vector<std::int64_t> numbers{static_cast<std::int64_t>(books.actions)};
    for (const auto result : books.results)
        numbers.push_back(static_cast<std::int64_t>(result));
    for (const MicroUsd sum : {books.net_usd, books.gross_usd, books.gas_usd, books.flash_fee_usd})
        numbers.push_back(sum.value);
    for (const auto counter : {books.wins, books.losses, books.quarantined})
        numbers.push_back(static_cast<std::int64_t>(counter));
    numbers.push_back(books.quarantined_usd.value);
    numbers.push_back(static_cast<std::int64_t>(books.corrections));
    for (const MicroUsd model : books.models)
        numbers.push_back(model.value);
    return numbers;
}

}  // namespace dexarb
