#pragma once

#include "dexarb/base/micro_usd.hpp"

namespace dexarb {

/// a + b, held at plus or minus `MicroUsd::max()`: what the legacy model claims knows no bounds.
[[nodiscard]] constexpr MicroUsd saturating_sum(MicroUsd a, MicroUsd b) {
    std::int64_t sum = 0;
    const bool overflows = __builtin_add_overflow(a.value, b.value, &sum) || sum == INT64_MIN;
    if (!overflows) return {sum};
    return a.value > 0 ? MicroUsd::max() : -MicroUsd::max();
}

}  // namespace dexarb
