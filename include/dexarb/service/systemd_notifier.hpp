#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dexarb {

/// What a service manager asks of a service: the variables of sd_notify(3) and sd_watchdog_enabled(3).
struct NotifyOptions {
    std::string socket;  ///< NOTIFY_SOCKET: a path, or "@name" in the abstract space; else nobody is told anything.
    std::optional<std::chrono::microseconds> watchdog;  ///< Silence after which it kills.
};

/// From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. A watchdog meant for another process is none.
[[nodiscard]] NotifyOptions notify_options_from_environment();

/// The service's side of the protocol: one datagram per message, never waited for.
///
/// What systemd must not miss (ready, stopping) is kept where its queue is full, and goes out ahead of the
/// next message. Without a socket every call does nothing.
class SystemdNotifier {
  public:
    explicit SystemdNotifier(NotifyOptions options);
    ~SystemdNotifier();
    SystemdNotifier(const SystemdNotifier&) = delete;
    SystemdNotifier& operator=(const SystemdNotifier&) = delete;

    /// Started, or done with reloading.
    void ready(std::string_view status);
    /// With the time of the monotonic clock, which Type=notify-reload wants.
    void reloading();
    void stopping(std::string_view status);
    /// One line for people; not sent again while it stays the same.
    void status(std::string_view text);
    /// The main loop came round. Feeds the watchdog, at most eight times within its period.
    void progress();

  private:
    void send_for_sure(const std::string& lines);
    bool send(const std::string& lines);

    NotifyOptions options_;
    int socket_ = -1;
    std::string unsent_;
    std::string status_;
    std::optional<std::chrono::steady_clock::time_point> fed_;
};

}  // namespace dexarb
