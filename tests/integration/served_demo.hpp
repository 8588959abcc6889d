#pragma once

#include <memory>
#include <string>

#include "integration/program.hpp"
#include "support/http_peer.hpp"

namespace dexarb::testing {

/// A demo that serves its window on a free port.
class ServedDemo : public Program {
  protected:
    /// Started with more words, and ready: it has seen blocks.
    void begin(const Words& more = {}, const Environment& environment = {});
    /// 0 before it listens.
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] RawAnswer get(const std::string& target, const std::string& headers = "",
                                const std::string& method = "GET") const;

    std::unique_ptr<ChildProcess> demo;
};

}  // namespace dexarb::testing
