#include "dexarb/journal/journal_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/migrations.hpp"

namespace dexarb {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFolderMode = 0750;
constexpr mode_t kFileMode = 0640;
constexpr std::int64_t kApplicationId = 0x64657861;          // "dexa", in the file's header
constexpr std::uintmax_t kReadThroughUpTo = 64ULL << 20ULL;  // about a second

Error io_error(const fs::path& path, const std::string& what) {
    return {ErrorCode::kIo, path.string() + ": " + what};
}

fs::path lock_path(const fs::path& state_folder) {
    return state_folder / "journal.lock";
}

/// Locks of an open file rather than of a process: asking who holds one does not take it.
struct flock write_lock() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

pid_t pid_in(int file) {
    char text[32]{};
    if (::pread(file, text, sizeof text - 1, 0) <= 0) return 0;
    return static_cast<pid_t>(std::strtol(text, nullptr, 10));
}

/// For whoever is refused; a full disk must not stand in the way of the lock itself.
void note_pid(int file) {
    const std::string text = std::to_string(::getpid()) + "\n";
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, text.data(), text.size(), 0) < 0) return;
}

Error lock_taken(const fs::path& state_folder, pid_t pid) {
    const std::string who = pid > 0 ? fmt::format("another paper-trading, process {},", pid) : "another paper-trading";
    return io_error(state_folder, who + " writes the journal here: end it, or give this one a --state-dir of its own");
}

std::int64_t newest_version() {
    return static_cast<std::int64_t>(migrations().size());
}

/// The version of its schema; 0 for an empty file.
Result<std::int64_t> version_of(const Database& journal) {
    const auto application = journal.number("PRAGMA application_id", "reading its header");
    if (!application) return application.error();
    const auto tables = journal.number("SELECT count(*) FROM sqlite_schema", "reading its schema");
    if (!tables) return tables.error();
    if (**tables == 0) return 0;
    if (**application != kApplicationId)
        return io_error(journal.path(), "an SQLite file of another program: move it away, or use another --state-dir");
    const auto version = journal.number("PRAGMA user_version", "reading its version");
    if (!version) return version.error();
    if (**version > newest_version())
        return io_error(
            journal.path(),
            fmt::format("a journal of version {}, made by a newer paper-trading; this one knows versions up "
                        "to {}: use the newer program, or another --state-dir",
                        **version, newest_version()));
    return **version;
}

/// Applies what its schema lacks, all or nothing.
Result<void> migrate(const Database& journal, std::int64_t from) {
    if (from == newest_version()) return {};
    auto transaction = Transaction::begin(journal);
    if (!transaction) return transaction.error();
    std::string sql;
    for (const std::string_view step : migrations().subspan(static_cast<std::size_t>(from)))
        sql += step;
    sql += fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", kApplicationId, newest_version());
    if (const auto done = journal.execute(sql, "making its tables"); !done) return done.error();
    return transaction->commit();
}

/// Refuses a file whose pages contradict each other.
Result<void> check_soundness(const Database& journal) {
    std::error_code ignored;
    const auto size = fs::file_size(journal.path(), ignored);
    if (ignored || size > kReadThroughUpTo) return {};
    auto statement = journal.prepare("PRAGMA quick_check(1)", "reading it through");
    if (!statement) return statement.error();
    const auto row = statement->step();
    if (!row) return row.error();
    if (*row && statement->text(0) == "ok") return {};
    return io_error(journal.path(), fmt::format("the file is damaged: {}; move it away to begin a new one",
                                                *row ? statement->text(0) : "no answer"));
}

/// Settings that a file keeps (the first two) or that each writer makes.
Result<void> prepare_to_write(const Database& journal) {
    return journal.execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
                           "preparing to write");
}

Result<Database> open_existing(const fs::path& state_folder, Database::Mode mode) {
    const fs::path path = journal_path(state_folder);
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return io_error(path, "there is no journal: `paper-trading run` writes one; is this the right --state-dir?");
    auto journal = Database::open(path, mode);
    if (!journal) return journal;
    const auto version = version_of(*journal);
    if (!version) return version.error();
    if (*version < newest_version())
        return io_error(path, fmt::format("a journal of version {}, older than this program's {}: start `paper-trading "
                                          "run` once, which brings it up to date",
                                          *version, newest_version()));
    return journal;
}

}  // namespace

fs::path journal_path(const fs::path& state_folder) {
    return state_folder / "journal.sqlite";
}

Result<void> make_journal_folder(const fs::path& state_folder) {
    std::error_code error;
    if (fs::is_directory(state_folder, error)) return {};
    const fs::path parent = fs::absolute(state_folder).parent_path();
    fs::create_directories(parent, error);
    if (!error && ::mkdir(state_folder.c_str(), kFolderMode) != 0) {
        error = {errno, std::generic_category()};
        std::error_code unknown;
        if (fs::is_directory(state_folder, unknown)) error.clear();  // another process made it meanwhile
    }
    if (!error) return {};
    return io_error(state_folder, "the state folder cannot be made: " + error.message() +
                                      "; choose another with --state-dir, or run with --no-journal");
}

Result<JournalLock> JournalLock::take(const fs::path& state_folder) {
    const fs::path path = lock_path(state_folder);
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
    if (file < 0)
        return io_error(path, std::string{"cannot be opened to write: "} + std::strerror(errno) +
                                  "; choose another place with --state-dir, or run with --no-journal");
    JournalLock lock{file};
    auto whole_file = write_lock();
    if (::fcntl(file, F_OFD_SETLK, &whole_file) != 0) return lock_taken(state_folder, pid_in(file));
    note_pid(file);
    return lock;
}

std::optional<pid_t> JournalLock::holder(const fs::path& state_folder) {
    const int file = ::open(lock_path(state_folder).c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    const JournalLock closed_at_the_end{file};
    auto whole_file = write_lock();
    const bool held = ::fcntl(file, F_OFD_GETLK, &whole_file) == 0 && whole_file.l_type != F_UNLCK;
    return held ? std::optional{pid_in(file)} : std::nullopt;
}

JournalLock::JournalLock(JournalLock&& other) noexcept : file_{std::exchange(other.file_, -1)} {}

JournalLock& JournalLock::operator=(JournalLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

JournalLock::~JournalLock() {
    if (file_ >= 0) ::close(file_);
}

Result<Database> open_journal(const fs::path& state_folder) {
    auto journal = Database::open(journal_path(state_folder), Database::Mode::kCreate);
    if (!journal) return journal;
    const auto version = version_of(*journal);
    if (!version) return version.error();
    if (const auto sound = check_soundness(*journal); !sound) return sound.error();
    if (const auto prepared = prepare_to_write(*journal); !prepared) return prepared.error();
    if (const auto migrated = migrate(*journal, *version); !migrated) return migrated.error();
    return journal;
}

Result<Database> read_journal(const fs::path& state_folder) {
    return open_existing(state_folder, Database::Mode::kRead);
}

Result<Database> amend_journal(const fs::path& state_folder) {
    auto journal = open_existing(state_folder, Database::Mode::kWrite);
    if (!journal) return journal;
    if (const auto prepared = prepare_to_write(*journal); !prepared) return prepared.error();
    return journal;
}

}  // namespace dexarb
