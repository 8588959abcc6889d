#include "support/notify_socket.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dexarb::testing {

NotifySocket::NotifySocket(const std::string& name) : socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const bool is_abstract = name.starts_with('@');
    if (is_abstract) address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + (is_abstract ? 0 : 1));
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) != 0)
        throw std::runtime_error{"cannot bind " + name};
}

NotifySocket::~NotifySocket() {
    ::close(socket_);
}

std::optional<std::string> NotifySocket::receive(std::chrono::milliseconds longest) const {
    pollfd watched{socket_, POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(longest.count())) != 1) return std::nullopt;
    std::array<char, 4096> buffer{};
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size < 0) return std::nullopt;
    return std::string{buffer.data(), static_cast<std::size_t>(size)};
}

std::string NotifySocket::receive_with(const std::string& part) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (std::chrono::steady_clock::now() < until) {
        const auto message = receive(std::chrono::seconds{5});
        if (message && message->find(part) != std::string::npos) return *message;
    }
    return {};
}

}  // namespace dexarb::testing
