#include "dexarb/metrics/break_even.hpp"

#include <algorithm>

#include "dexarb/metrics/separation.hpp"

namespace dexarb {

std::optional<BreakEven> break_even(const TraderMetrics& metrics) {
    const double gas = to_double(metrics.gas_usd);
    if (metrics.booked() < kFewestTrades || gas <= 0.0) return std::nullopt;
    const double before_gas = to_double(metrics.gross_usd) - to_double(metrics.flash_fee_usd);
    const double unrivalled = to_double(metrics.model_net_usd[static_cast<std::size_t>(FillModel::kSurvival)]);
    // A lost race costs its gas: (1 - rate) x unrivalled - rate x gas = 0.
    return BreakEven{std::max(0.0, before_gas / gas), unrivalled > 0.0 ? unrivalled / (unrivalled + gas) : 0.0};
}

}  // namespace dexarb
