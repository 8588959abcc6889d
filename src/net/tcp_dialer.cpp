#include "net/tcp_dialer.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

namespace dexarb {

using boost::asio::ip::address;
using boost::system::error_code;
using Tcp = boost::asio::ip::tcp;
using Clock = std::chrono::steady_clock;

/// Attempts side by side; their handlers keep it.
struct TcpDialer::Race {
    explicit Race(std::shared_ptr<Notifier> notifier) : wake{std::move(notifier)} {}

    static void start(const std::shared_ptr<Race>& self, const Executor& executor, const Tcp::endpoint& endpoint) {
        const std::size_t index = self->sockets.size();
        Tcp::socket& socket = self->sockets.emplace_back(executor);
        ++self->running;
        socket.async_connect(endpoint, [self, index](const error_code& error) { self->on_end(index, error); });
    }
    void on_end(std::size_t index, const error_code& error) {
        --running;
        if (error) failure = error;
        if (!error && !winner) winner = index;
        wake->notify();
    }
    void close() {
        error_code ignored;
        for (Tcp::socket& socket : sockets)
            socket.close(ignored);
    }

    std::shared_ptr<Notifier> wake;
    std::deque<Tcp::socket> sockets;
    std::size_t running = 0;
    std::optional<std::size_t> winner;
    error_code failure;
};

TcpDialer::TcpDialer(const Executor& executor, std::shared_ptr<const Peer> peer)
    : executor_{executor}, peer_{std::move(peer)}, wake_{std::make_shared<Notifier>(executor)} {}

Task<Result<Tcp::socket>> TcpDialer::connect() {
    auto addresses = co_await peer_->resolver->resolve(peer_->url.host, *wake_);
    if (is_closed_) co_return Error{ErrorCode::kNetwork, "connecting: given up"};
    if (!addresses) co_return std::move(addresses).error().within("cannot resolve the host");
    race_ = std::make_shared<Race>(wake_);
    const auto race = race_;
    for (const address& each : families_in_turn(*std::move(addresses))) {
        Race::start(race, executor_, {each, peer_->url.port});
        co_await wait_for_news(Clock::now() + kHeadStart);
        if (race->winner || is_closed_) break;
    }
    while (!race->winner && race->running > 0 && !is_closed_)
        co_await wait_for_news(Clock::time_point::max());
    std::optional<Tcp::socket> socket;
    if (race->winner && !is_closed_) socket.emplace(std::move(race->sockets[*race->winner]));
    race->close();
    if (!socket) co_return network_error("cannot connect", race->failure);
    error_code ignored;
    socket->set_option(Tcp::no_delay{true}, ignored);
    co_return std::move(*socket);
}

/// Until an attempt has ended, the dialer is closed, or `until`.
Task<void> TcpDialer::wait_for_news(Clock::time_point until) {
    if (until == Clock::time_point::max())
        co_await wake_->wait();
    else
        co_await wake_->wait_for(until - Clock::now());
}

void TcpDialer::close() {
    is_closed_ = true;
    if (race_) race_->close();
    wake_->notify();
}

std::vector<address> families_in_turn(std::vector<address> addresses) {
    if (addresses.empty()) return addresses;
    const bool first_family = addresses.front().is_v6();
    const auto others = std::ranges::stable_partition(
        addresses, [first_family](const address& each) { return each.is_v6() == first_family; });
    std::vector<address> in_turn;
    auto one = addresses.begin();
    auto other = others.begin();
    while (one != others.begin() || other != addresses.end()) {
        if (one != others.begin()) in_turn.push_back(*one++);
        if (other != addresses.end()) in_turn.push_back(*other++);
    }
    return in_turn;
}

}  // namespace dexarb
