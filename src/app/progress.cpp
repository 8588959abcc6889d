#include "dexarb/app/progress.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace dexarb {

Progress::Progress(bool wanted) : active_{wanted && isatty(STDERR_FILENO) == 1} {}

Progress::~Progress() {
    clear();
}

void Progress::show(const std::string& text) {
    if (!active_ || text == shown_) return;
    fmt::print(stderr, "\r\x1b[K{}", text);
    std::fflush(stderr);
    shown_ = text;
}

void Progress::clear() {
    if (shown_.empty()) return;
    fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
    shown_.clear();
}

}  // namespace dexarb
