#pragma once

#include <cstddef>
#include <string>

#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/metrics/feed_status.hpp"
#include "dexarb/service/systemd_notifier.hpp"

namespace dexarb {

/// "block 79812000, 2 s old; 12 configurations, net -$1.50": how a run is doing, for `systemctl status`.
[[nodiscard]] std::string service_words(const FeedStatus& feed, std::size_t configurations, MicroUsd net);
/// The same of an engine's configurations and the sum of their nets.
[[nodiscard]] std::string service_words(const FeedStatus& feed, const Engine& engine);

/// What a session tells systemd; nothing where systemd did not start it.
class SessionSystemd {
  public:
    SessionSystemd() : notifier_{notify_options_from_environment()} {}

    /// The main loop came round: it asked, got an answer, or is about to wait.
    void on_progress() { notifier_.progress(); }
    /// A failure that is tried again. Before the first snapshot it is what the unit waits for.
    void on_trouble(const Error& error);
    /// The first certain snapshot.
    void on_started(const std::string& words);
    [[nodiscard]] bool is_ready() const { return is_ready_; }
    /// Once a minute.
    void on_heartbeat(const std::string& words);
    /// Until `on_started` is said again.
    void on_reloading() { notifier_.reloading(); }
    void on_ending(const std::string& words) { notifier_.stopping(words); }

  private:
    SystemdNotifier notifier_;
    bool is_ready_ = false;
};

}  // namespace dexarb
