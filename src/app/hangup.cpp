#include "dexarb/app/hangup.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace dexarb {

namespace {

bool has_terminal() {
    const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) return false;
    ::close(terminal);
    return true;
}

}  // namespace

HangupJudge::HangupJudge() : had_terminal_{has_terminal()} {}

bool HangupJudge::terminal_is_gone() const {
    return had_terminal_ && !has_terminal();
}

}  // namespace dexarb
