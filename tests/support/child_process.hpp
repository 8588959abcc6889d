#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace dexarb::testing {

/// A program to be started. Of this process's environment only PATH and the sanitizers' options are handed on.
struct ProcessCall {
    std::filesystem::path program;
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment;
    std::filesystem::path folder;  ///< Where it runs, and where what it prints is kept.
};

/// How a program ended, and all that it printed.
struct ProcessEnd {
    int exit_code = -1;  ///< -1 if a signal ended it.
    int signal = 0;
    std::string out;
    std::string err;
    std::chrono::milliseconds took{0};  ///< Since its start.
};

/// A running program; killed if it still runs when this goes.
class ChildProcess {
  public:
    explicit ChildProcess(const ProcessCall& call);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    void send(int signal) const;
    [[nodiscard]] pid_t pid() const { return pid_; }
    /// What it has printed so far.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;
    /// Until it has ended; nothing, with the program killed, if it has not after `deadline`.
    [[nodiscard]] std::optional<ProcessEnd> wait(std::chrono::milliseconds deadline);

  private:
    std::filesystem::path out_;
    std::filesystem::path err_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    pid_t pid_ = -1;
    bool running_ = false;
};

/// The whole file; empty if there is none.
[[nodiscard]] std::string read_whole(const std::filesystem::path& file);

/// A folder of its own under the system's temporary one, removed at the end.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace dexarb::testing
