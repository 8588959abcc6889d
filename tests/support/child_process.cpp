#include "support/child_process.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dexarb::testing {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts)
        list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

std::vector<std::string> environment_of(const ProcessCall& call) {
    std::vector<std::string> entries;
    for (const char* name : {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) entries.push_back(std::string{name} + "=" + value);
    for (const auto& [name, value] : call.environment)
        entries.push_back(name + "=" + value);
    return entries;
}

/// What the new process does before its program: where it stands and where its output goes.
class FileActions {
  public:
    FileActions(const std::filesystem::path& folder, const std::filesystem::path& out,
                const std::filesystem::path& err) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, out.c_str(), kFlags, kMode);
        posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, err.c_str(), kFlags, kMode);
    }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;

    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    static constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND;
    static constexpr mode_t kMode = 0600;
    posix_spawn_file_actions_t actions_{};
};

std::string unique_name(const std::string& prefix) {
    static std::atomic<unsigned> number{0};
    return prefix + std::to_string(number++);
}

/// Whether the process ends within `deadline`.
bool ends_within(pid_t pid, std::chrono::milliseconds deadline) {
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (handle < 0) throw std::runtime_error{"pidfd_open"};
    pollfd watched{handle, POLLIN, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(deadline.count()));
    ::close(handle);
    return ready == 1;
}

}  // namespace

std::string read_whole(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

ChildProcess::ChildProcess(const ProcessCall& call)
    : out_{call.folder / unique_name("stdout-")}, err_{call.folder / unique_name("stderr-")} {
    std::vector<std::string> arguments{call.program.string()};
    arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
    std::vector<std::string> environment = environment_of(call);
    const FileActions actions{call.folder, out_, err_};
    const int failed = ::posix_spawn(&pid_, call.program.c_str(), actions.get(), nullptr, pointers(arguments).data(),
                                     pointers(environment).data());
    if (failed != 0) throw std::runtime_error{"cannot start " + call.program.string()};
    running_ = true;
}

ChildProcess::~ChildProcess() {
    if (!running_) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void ChildProcess::send(int signal) const {
    if (running_) ::kill(pid_, signal);
}

std::string ChildProcess::out() const {
    return read_whole(out_);
}

std::string ChildProcess::err() const {
    return read_whole(err_);
}

std::optional<ProcessEnd> ChildProcess::wait(std::chrono::milliseconds deadline) {
    const bool ended = ends_within(pid_, deadline);
    if (!ended) ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    running_ = false;
    if (!ended) return std::nullopt;
    ProcessEnd end;
    if (WIFEXITED(status)) end.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    end.out = out();
    end.err = err();
    end.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
    return end;
}

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dexarb-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"cannot make a temporary folder"};
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace dexarb::testing
