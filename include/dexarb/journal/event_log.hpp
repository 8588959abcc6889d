#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// A file of lines, appended to. What cannot be written is kept and tried again with the next flush, so that a full
/// disk leaves no torn line behind; beyond 16 MiB the newest lines are dropped and counted. Errors never end the run.
class EventLog {
  public:
    /// Opens or creates the file. A last line that a crash left without its end gets one.
    [[nodiscard]] static Result<EventLog> open(const std::string& path);

    EventLog(EventLog&& other) noexcept;
    EventLog& operator=(EventLog&& other) noexcept;
    ~EventLog();

    /// Adds one line (given without its line break). It reaches the file with the next flush.
    void write(std::string_view line);
    /// Hands all lines to the operating system: once a block.
    [[nodiscard]] Result<void> flush();
    /// Opens the path anew, for rotation after the file was renamed. On failure the old file stays in use.
    [[nodiscard]] Result<void> reopen();

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

  private:
    EventLog(std::string path, int file) : path_{std::move(path)}, file_{file} {}
    void close();

    std::string path_;
    int file_ = -1;
    std::string pending_;
    std::uint64_t dropped_ = 0;
};

}  // namespace dexarb
