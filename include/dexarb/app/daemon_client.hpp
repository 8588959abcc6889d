#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dexarb/app/command_line.hpp"
#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/config/settings.hpp"
#include "dexarb/net/transport.hpp"

namespace dexarb {

/// Asks a running daemon over its HTTP API: the one at `--url`, else where this user's own would listen.
class DaemonClient {
  public:
    /// For one resource, like "/api/v1/status". HTTP_TOKEN is sent along where it is known.
    [[nodiscard]] static Result<DaemonClient> make(const Executor& executor, const CommandLine& line,
                                                   const Settings& settings, std::string_view target);

    /// The body of its answer; the error says what to look at.
    [[nodiscard]] Task<Result<std::string>> ask();

  private:
    DaemonClient(std::unique_ptr<Transport> client, std::string base)
        : client_{std::move(client)}, base_{std::move(base)} {}

    std::unique_ptr<Transport> client_;
    std::string base_;
};

}  // namespace dexarb
