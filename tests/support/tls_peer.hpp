#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dexarb/async/task.hpp"

namespace dexarb::test {

/// A self-signed certificate and its key, made on the spot.
struct TestCertificate {
    std::string certificate_pem;
    std::string key_pem;
};

/// For one DNS name or, as "IP:127.0.0.1", one address; valid from an hour ago for `days` (negative: expired).
[[nodiscard]] TestCertificate make_certificate(const std::string& subject_alt_name, long days = 1);

/// Answers every TLS connection on a free loopback port with one HTTP answer per request; "answer" to each message of
/// a WebSocket.
class TlsPeer {
  public:
    TlsPeer(const Executor& executor, const TestCertificate& certificate);
    ~TlsPeer();

    [[nodiscard]] std::uint16_t port() const;
    /// The name that the last client asked for by SNI; empty if it named none.
    [[nodiscard]] std::string requested_name() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace dexarb::test
