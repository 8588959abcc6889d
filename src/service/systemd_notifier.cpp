#include "dexarb/service/systemd_notifier.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dexarb {

namespace {

/// systemd asks for half of the period; more often, so that one lost datagram kills nobody.
constexpr int kFeedsPerPeriod = 8;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number <= 0) return std::nullopt;
    return number;
}

struct SocketAddress {
    sockaddr_un address{};
    socklen_t size = 0;
};

/// Nothing for a socket that is not in the file system, not abstract (vsock), or too long to be one.
std::optional<SocketAddress> address_of(const std::string& socket) {
    SocketAddress result;
    const bool is_abstract = socket.starts_with('@');
    if (!is_abstract && !socket.starts_with('/')) return std::nullopt;
    if (socket.size() >= sizeof(result.address.sun_path)) return std::nullopt;
    result.address.sun_family = AF_UNIX;
    std::memcpy(result.address.sun_path, socket.data(), socket.size());
    if (is_abstract) result.address.sun_path[0] = '\0';
    // The name of an abstract socket ends where its address does; a path ends at its null byte.
    const std::size_t end = is_abstract ? socket.size() : socket.size() + 1;
    result.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + end);
    return result;
}

std::string status_line(std::string_view text) {
    std::string line{text};
    std::ranges::replace(line, '\n', ' ');
    return "STATUS=" + line + "\n";
}

}  // namespace

NotifyOptions notify_options_from_environment() {
    NotifyOptions options;
    options.socket = variable("NOTIFY_SOCKET");
    const std::string process = variable("WATCHDOG_PID");
    const bool is_meant = process.empty() || whole_number(process) == static_cast<std::int64_t>(::getpid());
    const auto period = whole_number(variable("WATCHDOG_USEC"));
    if (is_meant && period) options.watchdog = std::chrono::microseconds{*period};
    return options;
}

SystemdNotifier::SystemdNotifier(NotifyOptions options) : options_{std::move(options)} {
    if (address_of(options_.socket)) socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

SystemdNotifier::~SystemdNotifier() {
    if (socket_ >= 0) ::close(socket_);
}

void SystemdNotifier::ready(std::string_view status) {
    status_ = status;
    send_for_sure("READY=1\n" + status_line(status));
}

void SystemdNotifier::reloading() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    const auto since_boot = std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(since_boot).count();
    send_for_sure("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros) + "\n");
}

void SystemdNotifier::stopping(std::string_view status) {
    status_ = status;
    send_for_sure("STOPPING=1\n" + status_line(status));
}

void SystemdNotifier::status(std::string_view text) {
    if (text == status_) return;
    if (send(status_line(text))) status_ = text;
}

void SystemdNotifier::progress() {
    if (!options_.watchdog) return;
    const auto now = std::chrono::steady_clock::now();
    if (fed_ && now - *fed_ < *options_.watchdog / kFeedsPerPeriod) return;
    if (send("WATCHDOG=1\n")) fed_ = now;
}

void SystemdNotifier::send_for_sure(const std::string& lines) {
    if (!send(lines) && socket_ >= 0) unsent_ += lines;
}

bool SystemdNotifier::send(const std::string& lines) {
    if (socket_ < 0) return false;
    const auto to = address_of(options_.socket);
    const std::string message = unsent_ + lines;
    const auto sent = ::sendto(socket_, message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&to->address), to->size);
    if (sent < 0) return false;
    unsent_.clear();
    return true;
}

}  // namespace dexarb
