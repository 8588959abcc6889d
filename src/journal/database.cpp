#include "dexarb/journal/database.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace dexarb {
namespace {

constexpr int kPatienceMs = 5'000;
constexpr const char* kDiskFull = "the disk is full: make room";

int open_flags(Database::Mode mode) {
    if (mode == Database::Mode::kRead) return SQLITE_OPEN_READONLY;
    return SQLITE_OPEN_READWRITE | (mode == Database::Mode::kCreate ? SQLITE_OPEN_CREATE : 0);
}

std::string system_reason(sqlite3* handle, const char* fallback) {
    const int number = sqlite3_system_errno(handle);
    return number == 0 ? fallback : std::strerror(number);
}

/// What an extended result code means to the one who runs the daemon.
std::string explain(sqlite3* handle) {
    switch (sqlite3_errcode(handle) & 0xff) {
        case SQLITE_FULL:
            return kDiskFull;
        case SQLITE_READONLY:
            return "it cannot be written: a read-only file system, or the file's owner is another; see --state-dir";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "another program holds it locked: end that program";
        case SQLITE_CORRUPT:
            return "the file is damaged: move it away to begin a new one; `journal check` tells what is wrong";
        case SQLITE_NOTADB:
            return "this is no journal, or its first bytes are damaged: move it away to begin a new one";
        case SQLITE_CANTOPEN:
            return "it cannot be opened: " + system_reason(handle, "is there a folder that can be written?");
        case SQLITE_IOERR:
            if (sqlite3_system_errno(handle) == ENOSPC) return kDiskFull;
            return "reading or writing failed: " + system_reason(handle, sqlite3_errmsg(handle));
        default:
            return sqlite3_errmsg(handle);
    }
}

Error error_of(sqlite3* handle, const std::string& path, std::string_view purpose) {
    return {ErrorCode::kIo, fmt::format("{}: {}: {}", path, purpose, explain(handle))};
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Statement::rewind() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

void Statement::set(int place, std::nullptr_t) {
    sqlite3_bind_null(statement_.get(), place);
}

void Statement::set(int place, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), place, value);
}

void Statement::set(int place, double value) {
    sqlite3_bind_double(statement_.get(), place, value);
}

void Statement::set(int place, std::string_view value) {
    sqlite3_bind_text64(statement_.get(), place, value.data() == nullptr ? "" : value.data(), value.size(),
                        SQLITE_TRANSIENT,  // NOLINT: SQLite's own cast
                        SQLITE_UTF8);
}

void Statement::set(int place, std::span<const std::uint8_t> value) {
    if (value.empty())
        sqlite3_bind_zeroblob(statement_.get(), place, 0);
    else
        sqlite3_bind_blob64(statement_.get(), place, value.data(), value.size(), SQLITE_TRANSIENT);  // NOLINT
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement_.get());
        return false;
    }
    sqlite3* handle = sqlite3_db_handle(statement_.get());
    Error error = error_of(handle, sqlite3_db_filename(handle, "main"), purpose_);
    sqlite3_reset(statement_.get());
    return error;
}

Result<void> Statement::run() {
    while (true) {
        const auto more = step();
        if (!more) return more.error();
        if (!*more) return {};
    }
}

Result<std::optional<std::int64_t>> Statement::number() {
    const auto row = step();
    if (!row) return row.error();
    std::optional<std::int64_t> value;
    if (*row && !is_null(0)) value = integer(0);
    sqlite3_reset(statement_.get());
    return value;
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
    const auto* begin = sqlite3_column_text(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return begin == nullptr ? std::string_view{} : std::string_view{reinterpret_cast<const char*>(begin), size};
}

std::span<const std::uint8_t> Statement::bytes(int column) const {
    const auto* begin = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
    return {begin, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

int Statement::columns() const {
    return sqlite3_column_count(statement_.get());
}

std::string_view Statement::column_name(int column) const {
    return sqlite3_column_name(statement_.get(), column);
}

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& path, Mode mode) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, open_flags(mode) | SQLITE_OPEN_EXRESCODE, nullptr);
    check(handle != nullptr, "SQLite has no memory for a handle");
    Database database{path, handle};
    if (code != SQLITE_OK) return error_of(handle, path, "opening it");
    sqlite3_busy_timeout(handle, kPatienceMs);
    if (const auto done = database.execute("PRAGMA foreign_keys = ON", "opening it"); !done) return done.error();
    return database;
}

Result<Statement> Database::prepare(std::string_view sql, std::string purpose) const {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) return error_of(handle_.get(), path_, purpose);
    return Statement{statement, std::move(purpose)};
}

Result<void> Database::execute(const std::string& sql, std::string_view purpose) const {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return error_of(handle_.get(), path_, purpose);
    return {};
}

Result<std::optional<std::int64_t>> Database::number(std::string_view sql, std::string purpose) const {
    auto statement = prepare(sql, std::move(purpose));
    if (!statement) return statement.error();
    return statement->number();
}

std::int64_t Database::last_insert_id() const {
    return sqlite3_last_insert_rowid(handle_.get());
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_.get());
}

Result<Transaction> Transaction::begin(const Database& database) {
    if (const auto begun = database.execute("BEGIN IMMEDIATE", "beginning to write"); !begun) return begun.error();
    return Transaction{database};
}

Transaction::~Transaction() {
    if (database_ == nullptr) return;
    [[maybe_unused]] const auto undone = database_->execute("ROLLBACK", "giving up a change");  // it is gone either way
}

Result<void> Transaction::commit() {
    if (const auto done = database_->execute("COMMIT", "making a change last"); !done) return done.error();
    database_ = nullptr;
    return {};
}

}  // namespace dexarb
