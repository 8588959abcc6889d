#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/service/control.hpp"
#include "dexarb/service/status_view.hpp"

namespace dexarb {

/// Where `paper-trading` listens if nobody says otherwise.
inline constexpr std::uint16_t kDefaultHttpPort = 8137;

struct ServiceOptions {
    std::string address = "127.0.0.1";  ///< An IP address.
    std::uint16_t port = kDefaultHttpPort;
    std::string token;               ///< Secret. Empty: nothing can be changed, and nobody beyond this machine reads.
    std::vector<std::string> hosts;  ///< Names under which it is reached, besides localhost and IP addresses.
    std::string run;                 ///< Names this process in event ids; letters and digits.
    ControlHandler control;          ///< May be empty: then nothing can be changed.
};

/// Refuses what must not be served: an address that is none, one beyond loopback without a token, a token that is
/// too short to keep a guesser out.
[[nodiscard]] Result<void> check_service_options(const ServiceOptions& options);

/// The window into a run: HTTP on a thread of its own, which reads nothing but what was handed to it.
class HttpService {
  public:
    /// Listens from here on. kIo where the port is taken, kInvalidInput where the options are refused.
    [[nodiscard]] static Result<std::unique_ptr<HttpService>> start(ServiceOptions options);
    virtual ~HttpService() = default;

    /// What is true from now on, and what led there. Never waits and takes microseconds; from one thread. Where the
    /// server is far behind, records are left out and counted.
    virtual void publish(StatusViewPtr view, std::vector<EngineRecord> records) = 0;

    /// Ends streams and connections, the busy ones within `grace`, and joins the thread. Again it does nothing.
    virtual void stop(std::chrono::milliseconds grace) = 0;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
};

}  // namespace dexarb
