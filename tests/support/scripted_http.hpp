#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "dexarb/net/transport.hpp"

namespace dexarb::test {

/// An `Transport` without a network: answers from a list or by a function, and remembers what was asked.
class ScriptedHttp final : public Transport {
  public:
    using Answer = std::function<Result<HttpResponse>(const std::string& body)>;

    explicit ScriptedHttp(Answer answer) : answer_{std::move(answer)} {}

    [[nodiscard]] Task<Result<HttpResponse>> post(std::string body, std::chrono::milliseconds) override {
        asked.push_back(body);
        co_return answer_(body);
    }
    [[nodiscard]] const TransportStats& stats() const override { return stats_; }

    std::vector<std::string> asked;

  private:
    Answer answer_;
    TransportStats stats_;
};

}  // namespace dexarb::test
