#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// A file to read from, as long as it was when opened, through a window. Not mapped: a file that shrinks while it is
/// read must be an error and no signal.
class FileBytes {
  public:
    [[nodiscard]] static Result<FileBytes> open(const std::string& path);
    FileBytes(FileBytes&& other) noexcept;
    FileBytes& operator=(FileBytes&& other) noexcept;
    ~FileBytes();

    /// `count` bytes from `offset`, fewer only at the end of the file. They hold until the next call.
    [[nodiscard]] Result<std::span<const std::uint8_t>> at(std::uint64_t offset, std::size_t count);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }

  private:
    FileBytes(std::string path, int file, std::uint64_t size) : path_{std::move(path)}, file_{file}, size_{size} {}
    [[nodiscard]] Result<void> fill(std::uint64_t offset, std::size_t count);

    std::string path_;
    int file_ = -1;
    std::uint64_t size_ = 0;
    std::uint64_t window_at_ = 0;
    std::string window_;
};

}  // namespace dexarb
