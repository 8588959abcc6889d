#include "journal/append_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace dexarb {
namespace {

constexpr mode_t kMode = 0644;

Error io_error(const std::string& path, const char* what) {
    return {ErrorCode::kIo, path + ": " + what + ": " + std::strerror(errno)};
}

}  // namespace

Result<AppendFile> AppendFile::create(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode);
    if (file < 0) return io_error(path, "cannot be made");
    AppendFile made{path, file};
    if (const auto locked = made.lock(); !locked) return locked.error();
    return made;
}

Result<AppendFile> AppendFile::go_on(const std::string& path, std::uint64_t size) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return io_error(path, "cannot be written");
    AppendFile opened{path, file};
    if (const auto locked = opened.lock(); !locked) return locked.error();
    if (::ftruncate(file, static_cast<off_t>(size)) != 0) return io_error(path, "cannot be cut");
    opened.written_ = size;
    return opened;
}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : path_{std::move(other.path_)},
      file_{std::exchange(other.file_, -1)},
      written_{other.written_},
      waiting_{std::move(other.waiting_)} {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(file_, other.file_);
    std::swap(written_, other.written_);
    std::swap(waiting_, other.waiting_);
    return *this;
}

AppendFile::~AppendFile() {
    if (file_ >= 0) ::close(file_);
}

/// Of the open file rather than of the process: it ends with its last descriptor, also by a kill.
Result<void> AppendFile::lock() {
    struct flock whole_file {};
    whole_file.l_type = F_WRLCK;
    whole_file.l_whence = SEEK_SET;
    if (::fcntl(file_, F_OFD_SETLK, &whole_file) == 0) return {};
    if (errno != EAGAIN && errno != EACCES) return io_error(path_, "cannot be locked");
    return Error{ErrorCode::kIo,
                 path_ + ": another paper-trading writes it: wait for its end, or write to another file"};
}

Result<void> AppendFile::write() {
    std::size_t taken = 0;
    while (taken < waiting_.size()) {
        const auto count =
            ::pwrite(file_, waiting_.data() + taken, waiting_.size() - taken, static_cast<off_t>(written_ + taken));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return io_error(path_, "cannot be written");  // all of it again: a torn frame is written over
        taken += static_cast<std::size_t>(count);
    }
    written_ += taken;
    waiting_.clear();
    return {};
}

Result<void> AppendFile::sync() {
    if (const auto written = write(); !written) return written.error();
    if (::fdatasync(file_) != 0) return io_error(path_, "cannot be written");
    return {};
}

Result<void> AppendFile::rename(const std::string& path) {
    if (::rename(path_.c_str(), path.c_str()) != 0) return io_error(path, "cannot be made");
    path_ = path;
    return {};
}

}  // namespace dexarb
