#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "dexarb/async/task.hpp"
#include "dexarb/net/http_message.hpp"
#include "dexarb/service/http_service.hpp"
#include "dexarb/service/request_target.hpp"

#include "service/board.hpp"
#include "service/guard.hpp"

namespace dexarb {

/// Answers requests from the board. On the server's executor, which outlives it.
class Api {
  public:
    Api(const Executor& executor, ServiceOptions options, const Board& board, EventHub& hub);

    /// Never fails: what cannot be answered is a problem document.
    [[nodiscard]] Task<HttpResponse> answer(HttpRequest request);

    [[nodiscard]] std::uint64_t requests() const { return requests_; }
    [[nodiscard]] std::uint64_t refused() const { return refused_; }

  private:
    struct Asked {
        const HttpRequest& request;
        const RequestTarget& target;
    };
    struct Route;
    static const Route* find_route(const RequestTarget& target);

    [[nodiscard]] Task<HttpResponse> delay_guesser(HttpResponse response);
    [[nodiscard]] Task<HttpResponse> dispatch(HttpRequest request, RequestTarget target);
    [[nodiscard]] Task<HttpResponse> control(ControlRequest request);
    [[nodiscard]] HttpResponse read(const Asked& asked, const Route& route);
    [[nodiscard]] HttpResponse asset(const Asked& asked);
    [[nodiscard]] HttpResponse events(const Asked& asked);
    [[nodiscard]] HttpResponse openapi(const Asked& asked);
    [[nodiscard]] HttpResponse metrics(const Asked& asked);
    [[nodiscard]] HttpResponse health(const Asked& asked);
    [[nodiscard]] HttpResponse ready(const Asked& asked);

    Executor executor_;
    ServiceOptions options_;
    Guard guard_;
    const Board& board_;
    EventHub& hub_;
    std::uint64_t cached_version_ = 0;
    std::map<std::string, HttpResponse> cache_;
    std::uint64_t requests_ = 0;
    std::uint64_t refused_ = 0;
    std::size_t delayed_ = 0;
};

}  // namespace dexarb
