#include "dexarb/journal/event_log.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace dexarb {
namespace {

constexpr std::size_t kLargestBacklog = 16U << 20U;
constexpr mode_t kMode = 0644;

Error io_error(const std::string& path, const char* what) {
    return {ErrorCode::kIo, path + ": " + what + ": " + std::strerror(errno)};
}

/// Opens for appending; the file ends with a line break afterwards, or is empty.
Result<int> open_for_lines(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
    if (file < 0) return io_error(path, "cannot be opened");
    char last = '\n';
    const off_t size = ::lseek(file, 0, SEEK_END);
    const bool torn = size > 0 && ::pread(file, &last, 1, size - 1) == 1 && last != '\n';
    if (!torn || ::write(file, "\n", 1) == 1) return file;
    const auto error = io_error(path, "cannot be written");
    ::close(file);
    return error;
}

}  // namespace

Result<EventLog> EventLog::open(const std::string& path) {
    const auto file = open_for_lines(path);
    if (!file) return file.error();
    return EventLog{path, *file};
}

EventLog::EventLog(EventLog&& other) noexcept
    : path_{std::move(other.path_)},
      file_{std::exchange(other.file_, -1)},
      pending_{std::exchange(other.pending_, {})},
      dropped_{other.dropped_} {}

EventLog& EventLog::operator=(EventLog&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(file_, other.file_);
    std::swap(pending_, other.pending_);
    std::swap(dropped_, other.dropped_);
    return *this;
}

EventLog::~EventLog() {
    if (file_ < 0) return;
    [[maybe_unused]] const auto last = flush();  // nobody is left to tell
    close();
}

void EventLog::close() {
    ::close(file_);
    file_ = -1;
}

void EventLog::write(std::string_view line) {
    if (pending_.size() + line.size() >= kLargestBacklog) {
        ++dropped_;
        return;
    }
    pending_ += line;
    pending_ += '\n';
}

Result<void> EventLog::flush() {
    std::size_t written = 0;
    while (written < pending_.size()) {
        const auto count = ::write(file_, pending_.data() + written, pending_.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const auto error = io_error(path_, "cannot be written");
            pending_.erase(0, written);
            return error;
        }
        written += static_cast<std::size_t>(count);
    }
    pending_.clear();
    return {};
}

Result<void> EventLog::reopen() {
    const auto flushed = flush();
    if (!flushed) return flushed.error();
    const auto file = open_for_lines(path_);
    if (!file) return file.error();
    close();
    file_ = *file;
    return {};
}

}  // namespace dexarb
