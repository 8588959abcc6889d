#include "journal/append_file.hpp"

#include <cerrno>
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
    return AppendFile{path, file};
}

Result<AppendFile> AppendFile::go_on(const std::string& path, std::uint64_t size) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return io_error(path, "cannot be written");
    AppendFile opened{path, file};
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

}  // namespace dexarb
