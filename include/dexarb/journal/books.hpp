#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dexarb/journal/database.hpp"
#include "dexarb/trading/strategy_config.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// The books of one epoch as sums of its rows: what `TraderMetrics` holds of sums and counters.
struct EpochBooks {
    std::uint64_t actions = 0;
    std::array<std::uint64_t, kTradeResultCount> results{};
    MicroUsd net_usd;
    MicroUsd gross_usd;
    MicroUsd gas_usd;
    MicroUsd flash_fee_usd;
    std::uint64_t wins = 0;
    std::uint64_t losses = 0;
    std::uint64_t quarantined = 0;
    MicroUsd quarantined_usd;
    std::uint64_t corrections = 0;
    std::array<MicroUsd, kFillModelCount> models{};

    friend bool operator==(const EpochBooks&, const EpochBooks&) = default;
};

/// By epoch.
using Books = std::map<std::int64_t, EpochBooks>;

/// Adds up actions, outcomes and corrections in the order of their steps, from what pruned runs carried over.
class BookReader {
  public:
    /// `where` narrows the rows down, by the columns of `steps` as `s`: "s.run = 3"; empty for all, and then what was
    /// carried over is in the sums. `database` outlives the reader.
    [[nodiscard]] static Result<BookReader> make(const Database& database, const std::string& where = {});

    /// Takes in the rows of all steps up to this one.
    [[nodiscard]] Result<void> advance_to(std::int64_t step);
    [[nodiscard]] const Books& books() const { return books_; }

  private:
    /// Rows of one table, in order of step.
    struct Rows {
        Statement statement;
        bool is_there = false;  ///< A row that was not taken in yet.
    };

    BookReader(Statement models, std::vector<Rows> rows) : models_{std::move(models)}, rows_{std::move(rows)} {}

    [[nodiscard]] Result<void> take_carried(const Database& database);
    [[nodiscard]] Result<void> take(const Statement& row, std::size_t table);
    [[nodiscard]] Result<void> take_outcome(const Statement& row);
    [[nodiscard]] Result<void> take_correction(const Statement& row);
    [[nodiscard]] Result<void> add_models(EpochBooks& books, std::int64_t outcome, int sign);

    Statement models_;
    std::vector<Rows> rows_;
    Books books_;
};

/// All sums at once.
[[nodiscard]] Result<Books> read_books(const Database& database, const std::string& where = {});

/// The columns of `metrics` and `carried` that hold the sums, in the order in which `sums_of` reads them.
[[nodiscard]] const std::vector<std::string>& book_columns();
/// The sums in the columns of a row from `first` on, as `book_columns` orders them.
[[nodiscard]] EpochBooks sums_of(const Statement& row, int first);
/// The same numbers in the same order.
[[nodiscard]] std::vector<std::int64_t> numbers_of(const EpochBooks& books);

}  // namespace dexarb
