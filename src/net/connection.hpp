#pragma once

#include <memory>
#include <string_view>

#include "dexarb/async/task.hpp"
#include "dexarb/net/http_message.hpp"

#include "net/peer.hpp"

namespace dexarb {

/// How one exchange on one connection ended.
struct ExchangeOutcome {
    Result<HttpResponse> response;
    bool is_stale = false;  ///< Failed before the peer had answered a byte.
};

/// One way to the peer. The seam between what an exchange means (deadline, reuse, repetition) and how its bytes go.
class Connection {
  public:
    virtual ~Connection() = default;

    /// Resolves, connects and shakes hands. The error says which of them failed.
    [[nodiscard]] virtual Task<Result<void>> open() = 0;
    /// `body` outlives the call.
    [[nodiscard]] virtual Task<ExchangeOutcome> exchange(std::string_view body) = 0;
    /// Whether another exchange may follow.
    [[nodiscard]] virtual bool is_reusable() const = 0;
    /// Ends whatever waits, with an error, at once.
    virtual void close() = 0;
};

[[nodiscard]] std::shared_ptr<Connection> make_http_connection(const Executor& executor,
                                                               std::shared_ptr<const Peer> peer);

}  // namespace dexarb
