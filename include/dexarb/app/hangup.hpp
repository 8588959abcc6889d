#pragma once

namespace dexarb {

/// Whether a hangup (SIGHUP) means that the terminal is gone, or asks for a reload as of a daemon.
class HangupJudge {
  public:
    /// Notes whether there is a terminal now.
    HangupJudge();
    [[nodiscard]] bool terminal_is_gone() const;

  private:
    bool had_terminal_;
};

}  // namespace dexarb
