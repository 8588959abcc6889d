#pragma once

#include <array>
#include <cstdint>

namespace dexarb {

/// Random numbers that are the same on every machine: xoshiro256** seeded by splitmix64 (Blackman and Vigna).
///
/// A value: copying it copies the stream. Only + - * / on doubles, so no standard library decides a draw.
class Random {
  public:
    explicit Random(std::uint64_t seed);

    [[nodiscard]] std::uint64_t next();
    /// In [0, 1), in steps of 2^-53.
    [[nodiscard]] double uniform();
    [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// In [0, bound); `bound` is positive. The bias, below bound / 2^64, is of no account here.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    [[nodiscard]] bool chance(double probability) { return uniform() < probability; }
    /// About normal, with mean 0 and deviation 1, within [-6, 6]: twelve uniform draws less six.
    [[nodiscard]] double normal();
    /// About log-normal; `sigma` is the deviation of the logarithm.
    [[nodiscard]] double log_normal(double median, double sigma);

  private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace dexarb
