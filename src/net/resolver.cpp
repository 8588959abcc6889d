#include "net/resolver.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>
#include <netdb.h>
#include <sys/socket.h>

namespace dexarb {

namespace {

using boost::asio::ip::address;
using Names = Result<std::vector<std::string>>;

Names ask_system(const std::string& host) {
    // Loopback by definition (RFC 6761, section 6.3); not every system has a line for it.
    if (host == "localhost") return std::vector<std::string>{"127.0.0.1", "::1"};
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int failure = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (failure != 0) return Error{ErrorCode::kNetwork, gai_strerror(failure)};
    std::vector<std::string> names;
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        char text[NI_MAXHOST] = {};
        if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
            names.emplace_back(text);
    }
    freeaddrinfo(list);
    return names;
}

Result<std::vector<address>> to_addresses(const Names& names) {
    if (!names) return names.error();
    std::vector<address> addresses;
    for (const std::string& name : *names) {
        boost::system::error_code error;
        const address parsed = boost::asio::ip::make_address(name, error);
        if (!error) addresses.push_back(parsed);
    }
    if (addresses.empty()) return Error{ErrorCode::kNetwork, "it has no address"};
    return addresses;
}

}  // namespace

struct Resolver::Lookup {
    std::mutex mutex;  // Guards all below.
    std::optional<Names> found;
    std::vector<Notifier*> waiting;

    [[nodiscard]] bool is_done() {
        const std::lock_guard lock{mutex};
        return found.has_value();
    }
    static void finish(const std::shared_ptr<Lookup>& self, const Executor& executor, Names names) {
        const std::lock_guard lock{self->mutex};
        self->found.emplace(std::move(names));
        // Without anybody waiting there may be no executor any more.
        if (!self->waiting.empty()) boost::asio::post(executor, [self] { self->wake_all(); });
    }
    void wake_all() {
        const std::lock_guard lock{mutex};
        for (Notifier* waiter : waiting)
            waiter->notify();
    }
};

/// Being listed among those who wait.
class Resolver::Wait {
  public:
    Wait(std::shared_ptr<Lookup> lookup, Notifier& wake) : lookup_{std::move(lookup)}, wake_{&wake} {
        const std::lock_guard lock{lookup_->mutex};
        lookup_->waiting.push_back(wake_);
        if (lookup_->found) wake_->notify();
    }
    ~Wait() {
        const std::lock_guard lock{lookup_->mutex};
        std::erase(lookup_->waiting, wake_);
    }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

    [[nodiscard]] std::optional<Names> found() const {
        const std::lock_guard lock{lookup_->mutex};
        return lookup_->found;
    }

  private:
    std::shared_ptr<Lookup> lookup_;
    Notifier* wake_;
};

Resolver::Resolver(const Executor& executor, NameLookup look_up)
    : executor_{executor}, look_up_{look_up ? std::move(look_up) : NameLookup{ask_system}} {}

Task<Result<std::vector<address>>> Resolver::resolve(std::string host, Notifier& wake) {
    boost::system::error_code no_literal;
    const address literal = boost::asio::ip::make_address(host, no_literal);
    if (!no_literal) co_return std::vector{literal};
    // One that ended when nobody waited any more says nothing of now.
    if (!lookup_ || lookup_->is_done())
        if (const auto started = start(host); !started) co_return started.error();
    const auto lookup = lookup_;
    const Wait wait{lookup, wake};
    co_await wake.wait();
    const auto found = wait.found();
    if (found && lookup_ == lookup) lookup_.reset();
    if (!found) co_return Error{ErrorCode::kNetwork, "given up"};
    co_return to_addresses(*found);
}

Result<void> Resolver::start(const std::string& host) {
    auto lookup = std::make_shared<Lookup>();
    try {
        std::thread{[lookup, host, look_up = look_up_, executor = executor_] {
            Lookup::finish(lookup, executor, look_up(host));
        }}.detach();
    } catch (const std::system_error& error) {
        return Error{ErrorCode::kNetwork, std::string{"no thread for it: "} + error.what()};
    }
    lookup_ = std::move(lookup);
    return {};
}

}  // namespace dexarb
