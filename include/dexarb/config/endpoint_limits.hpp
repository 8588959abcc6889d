#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/endpoint_limits.hpp"
#include "dexarb/base/result.hpp"

namespace dexarb {

/// One endpoint as RPC_URL lists it.
struct EndpointText {
    std::string url;     ///< Secret; without its fragment.
    std::string limits;  ///< The fragment: "rps=25,units_per_day=10M"; empty for none.
};

/// Takes "url#limits, url" apart. A comma parts endpoints; behind a `#`, what holds no "://" is a further limit.
[[nodiscard]] std::vector<EndpointText> split_endpoints(std::string_view text);

/// Reads "rps=25,cups=300,units_per_day=10M,units_per_month=100M,month_starts=15": whole numbers above zero, with k, M
/// or G behind them for thousands, millions or billions. Refuses what is unknown, given twice or impossible, all of it
/// at once and by the limit's name; what is no limit is not repeated, for it may be part of a key.
[[nodiscard]] Result<EndpointLimits> parse_endpoint_limits(std::string_view text);

}  // namespace dexarb
