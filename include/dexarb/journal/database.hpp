#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "dexarb/base/hash.hpp"
#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/base/u256.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace dexarb {

/// One prepared statement. Binds its parameters in order, then is stepped through its rows.
///
/// Text and bytes that a column gives hold until the next step. Belongs to the thread of its database, and may not
/// outlive it.
class Statement {
  public:
    Statement(Statement&&) noexcept = default;
    Statement& operator=(Statement&&) noexcept = default;

    /// Starts anew with these parameters; those of an earlier call are forgotten.
    template <typename... Values>
    Statement& bind(const Values&... values) {
        rewind();
        int place = 0;
        (set(++place, values), ...);
        return *this;
    }

    /// Whether there is a further row. Once there is none, or on an error, the statement is ready to be bound again.
    [[nodiscard]] Result<bool> step();
    /// Steps to the end: for a statement without rows.
    [[nodiscard]] Result<void> run();
    /// The first column of the first row, nothing where there is none or it is null; then ready to be bound again.
    [[nodiscard]] Result<std::optional<std::int64_t>> number();

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::span<const std::uint8_t> bytes(int column) const;
    [[nodiscard]] int columns() const;
    [[nodiscard]] std::string_view column_name(int column) const;

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };

    Statement(sqlite3_stmt* statement, std::string purpose) : statement_{statement}, purpose_{std::move(purpose)} {}

    void rewind();
    void set(int place, std::nullptr_t);
    void set(int place, std::int64_t value);
    void set(int place, double value);
    void set(int place, std::string_view value);
    void set(int place, std::span<const std::uint8_t> value);
    void set(int place, const U256& value) { set(place, std::string_view{to_decimal(value)}); }
    void set(int place, const Hash& value) { set(place, std::span<const std::uint8_t>{value.bytes}); }
    void set(int place, MicroUsd value) { set(place, value.value); }
    void set(int place, Timestamp value) { set(place, std::int64_t{value.time_since_epoch().count()}); }
    template <std::integral Integer>
    void set(int place, Integer value) {
        set(place, static_cast<std::int64_t>(value));
    }
    template <typename Value>
    void set(int place, const std::optional<Value>& value) {
        value ? set(place, *value) : set(place, nullptr);
    }
    void set(int place, const std::string& value) { set(place, std::string_view{value}); }
    void set(int place, const char* value) { set(place, std::string_view{value}); }

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    std::string purpose_;
};

/// An SQLite file. Every error names the file and what was being done, and says what to do about it; all are kIo.
class Database {
  public:
    enum class Mode {
        kCreate,  ///< Reads and writes; made if it is not there.
        kWrite,   ///< Reads and writes what is there.
        kRead,
    };

    /// Foreign keys are enforced, and another writer is waited for up to five seconds.
    [[nodiscard]] static Result<Database> open(const std::filesystem::path& path, Mode mode);

    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// `purpose` completes "while ...": "writing a block".
    [[nodiscard]] Result<Statement> prepare(std::string_view sql, std::string purpose) const;
    /// One or more statements without parameters; rows are ignored.
    [[nodiscard]] Result<void> execute(const std::string& sql, std::string_view purpose) const;
    /// The first column of the first row, nothing where there is none or it is null.
    [[nodiscard]] Result<std::optional<std::int64_t>> number(std::string_view sql, std::string purpose) const;

    [[nodiscard]] std::int64_t last_insert_id() const;
    /// Rows that the newest insert, update or delete touched.
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };

    Database(std::filesystem::path path, sqlite3* handle) : path_{std::move(path)}, handle_{handle} {}

    std::filesystem::path path_;
    std::unique_ptr<sqlite3, Close> handle_;
};

/// Changes that become visible all at once with `commit`, or not at all.
class Transaction {
  public:
    /// Takes the place of the one writer at once, so that nothing fails half-way for want of it.
    [[nodiscard]] static Result<Transaction> begin(const Database& database);

    Transaction(Transaction&& other) noexcept : database_{std::exchange(other.database_, nullptr)} {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    [[nodiscard]] Result<void> commit();

  private:
    explicit Transaction(const Database& database) : database_{&database} {}

    const Database* database_;
};

}  // namespace dexarb
