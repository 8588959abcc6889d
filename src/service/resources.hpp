#pragma once

#include <string>

#include "dexarb/net/http_message.hpp"
#include "dexarb/service/request_target.hpp"

#include "service/board.hpp"

namespace dexarb {

/// Readers of one board each: the answer to GET on a path of /api/v1, without what all answers share. A board without a
/// view is the caller's to refuse.
using Resource = HttpResponse (*)(const Board& board, const RequestTarget& target);

[[nodiscard]] HttpResponse status_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse report_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse configs_resource(const Board& board, const RequestTarget& target);
/// /api/v1/configs/{name}
[[nodiscard]] HttpResponse config_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse trades_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse opportunities_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse funnel_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse survival_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse equity_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse pools_resource(const Board& board, const RequestTarget& target);
[[nodiscard]] HttpResponse endpoints_resource(const Board& board, const RequestTarget& target);

}  // namespace dexarb
