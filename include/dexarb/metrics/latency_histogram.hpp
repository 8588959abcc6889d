#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dexarb {

/// Durations counted by size.
struct LatencyHistogram {
    /// Upper bounds of all buckets but the last, which has none: a 1-2-5 scale from 5 microseconds to half a second.
    static constexpr std::array<std::chrono::microseconds, 16> kBounds{{
        std::chrono::microseconds{5},
        std::chrono::microseconds{10},
        std::chrono::microseconds{20},
        std::chrono::microseconds{50},
        std::chrono::microseconds{100},
        std::chrono::microseconds{200},
        std::chrono::microseconds{500},
        std::chrono::microseconds{1'000},
        std::chrono::microseconds{2'000},
        std::chrono::microseconds{5'000},
        std::chrono::microseconds{10'000},
        std::chrono::microseconds{20'000},
        std::chrono::microseconds{50'000},
        std::chrono::microseconds{100'000},
        std::chrono::microseconds{200'000},
        std::chrono::microseconds{500'000},
    }};

    std::array<std::uint64_t, kBounds.size() + 1> counts{};
    std::chrono::nanoseconds sum{0};

    void add(std::chrono::nanoseconds duration);
    [[nodiscard]] std::uint64_t count() const;
};

}  // namespace dexarb
