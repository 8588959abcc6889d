#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// Net over time of each configuration: a step wherever it changed. Where there are too many, every second of the older
/// half goes; the newest stay.
class EquityCurves {
  public:
    static constexpr std::size_t kMostSteps = 4'096;

    /// The books as they stand after a block. The curve of a configuration that is no longer there goes.
    void add(const RunReport& report);

    /// {"from": time, "to": time, "series": [{"config", "points": [[milliseconds, block, net]]}]}; at most `points` per
    /// configuration, of one or (empty) of all. The last point is now.
    [[nodiscard]] nlohmann::ordered_json json(const std::string& config, std::size_t points) const;

  private:
    struct Step {
        Timestamp time;
        BlockNumber block = 0;
        MicroUsd net_usd;
    };

    std::map<std::string, std::vector<Step>> curves_;
    Timestamp from_{};
    Step now_;
};

}  // namespace dexarb
