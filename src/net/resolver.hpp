#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "dexarb/async/notifier.hpp"
#include "dexarb/net/transport.hpp"

namespace dexarb {

/// Names to addresses without ever holding who waits: the system's resolver blocks for as long as it likes and cannot
/// be interrupted (Asio's own waits for it when it is cancelled, and at the end), so it runs on a thread of its own
/// that is left behind. One lookup at a time: who asks while one hangs waits for that one.
class Resolver {
  public:
    /// One host only, asked by `look_up`, or by the system if that is empty.
    Resolver(const Executor& executor, NameLookup look_up);

    /// At least one address. `wake` belongs to this wait; notified from elsewhere, it ends it with an error.
    [[nodiscard]] Task<Result<std::vector<boost::asio::ip::address>>> resolve(std::string host, Notifier& wake);

  private:
    struct Lookup;
    class Wait;

    [[nodiscard]] Result<void> start(const std::string& host);

    Executor executor_;
    NameLookup look_up_;
    std::shared_ptr<Lookup> lookup_;
};

}  // namespace dexarb
