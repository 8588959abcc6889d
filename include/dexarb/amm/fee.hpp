#pragma once

#include <compare>
#include <cstdint>

namespace dexarb {

/// A pool's fee on the input, in parts per million: 3000 is 0.30 %. Below `kFeeUnit`.
struct FeePpm {
    std::uint32_t value = 0;

    friend constexpr auto operator<=>(const FeePpm&, const FeePpm&) = default;
};

/// The whole, of which a `FeePpm` is a part.
inline constexpr std::uint32_t kFeeUnit = 1'000'000;

}  // namespace dexarb
