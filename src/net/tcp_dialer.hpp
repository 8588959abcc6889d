#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "dexarb/async/notifier.hpp"

#include "net/peer.hpp"

namespace dexarb {

/// One connection to the first address of a host that takes it. Addresses are tried in the resolver's order, families
/// in turn, each a moment after the one before and side by side, so that one which swallows packets costs only that
/// moment. Source: RFC 8305.
class TcpDialer {
  public:
    TcpDialer(const Executor& executor, std::shared_ptr<const Peer> peer);

    /// The error says which step failed.
    [[nodiscard]] Task<Result<boost::asio::ip::tcp::socket>> connect();
    /// Ends `connect` with an error, at once.
    void close();

    /// How long an address is waited for before the next is tried beside it.
    static constexpr std::chrono::milliseconds kHeadStart{250};

  private:
    struct Race;

    [[nodiscard]] Task<void> wait_for_news(std::chrono::steady_clock::time_point until);

    Executor executor_;
    std::shared_ptr<const Peer> peer_;
    std::shared_ptr<Notifier> wake_;
    std::shared_ptr<Race> race_;
    bool is_closed_ = false;
};

/// The same addresses with the families taking turns, the first one's first.
[[nodiscard]] std::vector<boost::asio::ip::address> families_in_turn(std::vector<boost::asio::ip::address> addresses);

}  // namespace dexarb
