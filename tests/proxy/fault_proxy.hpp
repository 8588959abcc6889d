#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"

#include "proxy/fault.hpp"
#include "support/tls_peer.hpp"

namespace dexarb::testing {

struct FaultProxyOptions {
    std::string target;  ///< The node, "http://127.0.0.1:8545".
    std::uint16_t port = 0;
    FaultScript script{};
    std::optional<test::TestCertificate> certificate{};  ///< Speaks TLS with it to whoever connects.
    /// Told of each request when it comes.
    std::function<void()> on_request{};
    /// Told of each fault, in order.
    std::function<void(std::string_view method, const Fault&)> on_fault{};
};

/// Stands between daemon and node on a loopback port and spoils answers as its script says. One executor with its user.
class FaultProxy {
  public:
    /// Binds at once; the error says what to change.
    [[nodiscard]] static Result<FaultProxy> make(const Executor& executor, FaultProxyOptions options);
    ~FaultProxy();
    FaultProxy(FaultProxy&&) noexcept;
    FaultProxy& operator=(FaultProxy&&) noexcept;

    /// "http://127.0.0.1:PORT"
    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::uint16_t port() const;
    /// From the next answer on.
    void set_script(FaultScript script);

    [[nodiscard]] std::uint64_t requests() const;
    /// Faults that changed something, by name.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& faults() const;
    [[nodiscard]] std::uint64_t faults_of(FaultKind kind) const;
    [[nodiscard]] std::uint64_t faults_in_all() const;

  private:
    class Impl;
    explicit FaultProxy(std::shared_ptr<Impl> impl);

    std::shared_ptr<Impl> impl_;
};

}  // namespace dexarb::testing
