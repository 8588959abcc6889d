#include "dexarb/app/state_directory.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

#include <CLI/CLI.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace dexarb {

namespace fs = std::filesystem;

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

bool is_own(const fs::path& folder) {
    struct stat facts {};
    return ::stat(folder.c_str(), &facts) == 0 && facts.st_uid == ::geteuid();
}

Result<fs::path> choose(const StateOptions& options, const fs::path& installed, bool may_use_installed) {
    if (options.folder) return *options.folder;
    const std::string given = variable("STATE_DIRECTORY");
    if (!given.empty()) return fs::path{given.substr(0, given.find(':'))};
    if (may_use_installed) return installed;
    const std::string home = variable("HOME");
    if (!home.empty()) return fs::path{home} / ".local/state/dexarb";
    return Error{ErrorCode::kIo, "no place for the state: neither --state-dir nor $STATE_DIRECTORY nor $HOME is given"};
}

}  // namespace

void add_state_options(CLI::App& app, StateOptions& options) {
    app.add_option("--state-dir", options.folder,
                   "where what outlives the process is kept [$STATE_DIRECTORY, an installed daemon's /var/lib/dexarb, "
                   "or ~/.local/state/dexarb]")
        ->type_name("FOLDER");
}

Result<fs::path> state_directory(const StateOptions& options, const fs::path& installed) {
    return choose(options, installed, is_own(installed));
}

Result<fs::path> state_to_read(const StateOptions& options, const fs::path& installed) {
    return choose(options, installed, ::access(installed.c_str(), R_OK | X_OK) == 0);
}

Result<fs::path> make_state_folder(const StateOptions& options, std::string_view name) {
    auto folder = state_directory(options);
    if (!folder) return folder;
    *folder /= name;
    std::error_code failed;
    fs::create_directories(*folder, failed);
    if (failed)
        return Error{ErrorCode::kIo,
                     folder->string() + ": cannot be made: " + failed.message() + "; --state-dir names another place"};
    return folder;
}

}  // namespace dexarb
