#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dexarb/app/finding.hpp"
#include "dexarb/app/setup.hpp"

namespace dexarb {

struct MarketCheckOptions {
    std::vector<std::size_t> endpoints;  ///< Which of RPC_URL to ask, in order; at least one.
    std::uint64_t every = 1;
    std::function<void(const std::string&)> on_progress;  ///< May be null.
};

/// Reads the whole market once, as a start of `run` does: tokens, pools, prices, and what following will cost. The
/// error is what stands in the way of `run`.
[[nodiscard]] Result<Findings> check_market(const Setup& setup, const MarketCheckOptions& options);

}  // namespace dexarb
