#pragma once

#include <filesystem>
#include <optional>

#include <sys/types.h>

#include "dexarb/base/result.hpp"
#include "dexarb/journal/database.hpp"

namespace dexarb {

/// Where the journal lies in the state folder.
[[nodiscard]] std::filesystem::path journal_path(const std::filesystem::path& state_folder);

/// Makes the folder, for its owner and group alone, where it is not there yet.
[[nodiscard]] Result<void> make_journal_folder(const std::filesystem::path& state_folder);

/// The right to write the journals of a state folder: one process at a time, until this goes or the process ends,
/// however it ends.
class JournalLock {
  public:
    /// Refused, with the id of the process that has it, where another one has it.
    [[nodiscard]] static Result<JournalLock> take(const std::filesystem::path& state_folder);

    /// Who has it now; nothing where nobody has. Zero where that is not known.
    [[nodiscard]] static std::optional<pid_t> holder(const std::filesystem::path& state_folder);

    JournalLock(JournalLock&& other) noexcept;
    JournalLock& operator=(JournalLock&& other) noexcept;
    ~JournalLock();

  private:
    explicit JournalLock(int file) : file_{file} {}

    int file_ = -1;
};

/// The journal of a state folder to write: made where there is none, brought to the newest schema where it is older.
/// Refused: a damaged file (one up to 64 MiB is read through, of a larger one only what is needed), another program's
/// file, a schema newer than this program's.
[[nodiscard]] Result<Database> open_journal(const std::filesystem::path& state_folder);

/// The same to read, while a daemon may be writing it. Refused as well: no journal, an older schema.
[[nodiscard]] Result<Database> read_journal(const std::filesystem::path& state_folder);

/// The same to write, where it is there: for what amends it beside a daemon.
[[nodiscard]] Result<Database> amend_journal(const std::filesystem::path& state_folder);

}  // namespace dexarb
