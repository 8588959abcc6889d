#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// A file that only grows. What the disk does not take stays and is tried again, at the same place. While it is open it
/// is locked: a second one of the same file is refused, in whatever process.
class AppendFile {
  public:
    /// Refuses a path that is there.
    [[nodiscard]] static Result<AppendFile> create(const std::string& path);
    /// One that is there, as if it ended at `size`: what is behind is cut off, unless another writes it.
    [[nodiscard]] static Result<AppendFile> go_on(const std::string& path, std::uint64_t size);
    AppendFile(AppendFile&& other) noexcept;
    AppendFile& operator=(AppendFile&& other) noexcept;
    ~AppendFile();

    void append(std::string_view bytes) { waiting_ += bytes; }
    /// Hands what waits to the operating system.
    [[nodiscard]] Result<void> write();
    /// As `write`, and returns once it is on the disk.
    [[nodiscard]] Result<void> sync();
    /// Gives it another name, still locked; what had that name before is gone.
    [[nodiscard]] Result<void> rename(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    /// Where the next byte comes.
    [[nodiscard]] std::uint64_t size() const { return written_ + waiting_.size(); }

  private:
    AppendFile(std::string path, int file) : path_{std::move(path)}, file_{file} {}
    [[nodiscard]] Result<void> lock();

    std::string path_;
    int file_ = -1;
    std::uint64_t written_ = 0;
    std::string waiting_;
};

}  // namespace dexarb
