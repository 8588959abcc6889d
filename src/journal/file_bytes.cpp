#include "journal/file_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/bytes.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kWindow = 256U << 10U;

Error failure(const std::string& path, const char* what, const char* reason) {
    return {ErrorCode::kIo, path + ": " + what + ": " + reason};
}

}  // namespace

Result<FileBytes> FileBytes::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return Error{ErrorCode::kNotFound, path + ": there is no such file"};
    if (file < 0) return failure(path, "cannot be opened", std::strerror(errno));
    struct stat about {};
    const bool is_file = ::fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    FileBytes bytes{path, file, is_file ? static_cast<std::uint64_t>(about.st_size) : 0};
    if (!is_file) return Error{ErrorCode::kInvalidInput, path + ": is no file"};
    return bytes;
}

FileBytes::FileBytes(FileBytes&& other) noexcept
    : path_{std::move(other.path_)},
      file_{std::exchange(other.file_, -1)},
      size_{other.size_},
      window_at_{other.window_at_},
      window_{std::move(other.window_)} {}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(file_, other.file_);
    std::swap(size_, other.size_);
    std::swap(window_at_, other.window_at_);
    std::swap(window_, other.window_);
    return *this;
}

FileBytes::~FileBytes() {
    if (file_ >= 0) ::close(file_);
}

Result<void> FileBytes::fill(std::uint64_t offset, std::size_t count) {
    window_.resize(std::min<std::uint64_t>(std::max(count, kWindow), size_ - offset));
    window_at_ = offset;
    std::size_t read = 0;
    while (read < window_.size()) {
        const auto got =
            ::pread(file_, window_.data() + read, window_.size() - read, static_cast<off_t>(offset + read));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failure(path_, "cannot be read", std::strerror(errno));
        if (got == 0) return failure(path_, "cannot be read", "it has become shorter");
        read += static_cast<std::size_t>(got);
    }
    return {};
}

Result<std::span<const std::uint8_t>> FileBytes::at(std::uint64_t offset, std::size_t count) {
    if (offset >= size_) return std::span<const std::uint8_t>{};
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, size_ - offset));
    const bool is_here = offset >= window_at_ && offset - window_at_ + count <= window_.size();
    if (!is_here)
        if (const auto filled = fill(offset, count); !filled) return filled.error();
    return as_bytes(window_).subspan(static_cast<std::size_t>(offset - window_at_), count);
}

}  // namespace dexarb
