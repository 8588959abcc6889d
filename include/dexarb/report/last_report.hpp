#pragma once

#include <map>
#include <string>

#include "dexarb/base/result.hpp"
#include "dexarb/report/history_report.hpp"

namespace dexarb {

/// The newest report that a run wrote down, as JSON texts: what records alone do not tell.
struct LastReport {
    Timestamp made_at;
    std::string document;                        ///< `report_json`, without configurations.
    std::map<std::string, std::string> metrics;  ///< `metrics_document` by id of the configuration.
};

/// Puts survival, net edges, the nearest miss and the prices of filters into a history. Prices are left out where
/// several epochs of a configuration are shown, and of a journal that was written before they were. Refused, as
/// kMalformed: what is no such document.
[[nodiscard]] Result<void> add_last_report(HistoryReport& history, const LastReport& last);

}  // namespace dexarb
