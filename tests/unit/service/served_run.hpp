#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dexarb/engine/engine.hpp"
#include "dexarb/service/http_service.hpp"

#include "support/http_peer.hpp"
#include "support/random_feed.hpp"

namespace dexarb::testing {

/// A token that a service takes.
inline constexpr const char* kToken = "0123456789abcdef0123456789abcdef";

/// A service that shows an engine's run over a random feed of a hundred blocks.
class ServedRun : public ::testing::Test {
  protected:
    /// Serves with these options, on a free port.
    void serve(ServiceOptions options = {});
    /// Feeds all that is left of the feed and publishes after each block.
    void play();
    /// Publishes what is true now.
    void publish();

    /// One request over a connection of its own; "Host" and "Connection: close" are added.
    [[nodiscard]] RawAnswer ask(const std::string& method, const std::string& target,
                                const std::string& more_headers = "") const;
    [[nodiscard]] RawAnswer get(const std::string& target, const std::string& more_headers = "") const {
        return ask("GET", target, more_headers);
    }
    /// Asks until the answer is a 200; the server's thread may be behind.
    [[nodiscard]] RawAnswer get_when_there(const std::string& target) const;

    [[nodiscard]] std::uint16_t port() const { return service->port(); }

    RandomFeed feed;
    std::unique_ptr<Engine> engine;
    std::unique_ptr<HttpService> service;
    std::shared_ptr<const ViewNames> names;
    SnapshotPtr newest;
    std::vector<EngineRecord> records;
    std::uint64_t published = 0;
};

}  // namespace dexarb::testing
