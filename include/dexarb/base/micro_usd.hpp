#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace dexarb {

/// US dollars in millionths, signed. Booked items are rounded down once (towards minus infinity) and then added as
/// integers, so a sum of books is exact.
struct MicroUsd {
    std::int64_t value = 0;

    [[nodiscard]] static constexpr MicroUsd max() { return {INT64_MAX}; }

    friend constexpr auto operator<=>(const MicroUsd&, const MicroUsd&) = default;
    friend constexpr MicroUsd operator+(MicroUsd a, MicroUsd b) { return {a.value + b.value}; }
    friend constexpr MicroUsd operator-(MicroUsd a, MicroUsd b) { return {a.value - b.value}; }
    friend constexpr MicroUsd operator-(MicroUsd a) { return {-a.value}; }
    constexpr MicroUsd& operator+=(MicroUsd b) { return *this = *this + b; }
    constexpr MicroUsd& operator-=(MicroUsd b) { return *this = *this - b; }
};

/// Dollars as a double, for display and search only.
[[nodiscard]] constexpr double to_double(MicroUsd amount) {
    return static_cast<double>(amount.value) / 1e6;
}

}  // namespace dexarb
