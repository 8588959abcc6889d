#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dexarb/async/task.hpp"
#include "dexarb/net/http_body_stream.hpp"

namespace dexarb {

struct EventHubOptions {
    std::string run;  ///< Names this process in the ids: what another one sent cannot be replayed.
    std::size_t most_clients = 256;
    std::size_t most_events = 4'096;       ///< Kept for those who come back.
    std::size_t most_bytes = 4U << 20U;    ///< Of them together.
    std::size_t piece_bytes = 64U << 10U;  ///< The most that is written at once.
    std::chrono::milliseconds heartbeat{15'000};
};

struct EventHubStats {
    std::size_t clients = 0;
    std::uint64_t events = 0;
    std::uint64_t dropped_clients = 0;  ///< Too slow: what they had yet to read was no longer kept.
};

/// Server-sent events (WHATWG HTML 9.2): one ring of events that every client reads at its own pace. A client that
/// falls out of the ring is let go; nothing ever waits for one. On one executor.
class EventHub {
  public:
    EventHub(const Executor& executor, EventHubOptions options);
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    /// `data` is one line.
    void publish(std::string_view kind, std::string_view data);

    /// A stream that begins with a `hello` and goes on behind `last_id`, where that is still kept; else with what comes
    /// next, and the hello says that something is missing. Null where there are too many clients.
    [[nodiscard]] std::shared_ptr<HttpBodyStream> subscribe(std::string_view last_id);

    /// The streams end once their clients have read what is there.
    void close();

    /// Returns when no stream is left, or after `limit`: a client that does not read keeps its own.
    [[nodiscard]] Task<void> wait_for_clients(std::chrono::milliseconds limit);

    [[nodiscard]] EventHubStats stats() const;
    [[nodiscard]] std::string newest_id() const;

  private:
    struct Ring;
    class Client;

    std::shared_ptr<Ring> ring_;
};

}  // namespace dexarb
