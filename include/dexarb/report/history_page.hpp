#pragma once

#include <string>
#include <string_view>

#include "dexarb/report/history_report.hpp"

namespace dexarb {

/// `page`, an HTML page with an empty element `<script type="application/json" id="past">`, with the history in that
/// element: as `history_json`, and with a curve of each configuration over its newest trades.
[[nodiscard]] std::string history_page(const HistoryReport& history, std::string_view page);

}  // namespace dexarb
