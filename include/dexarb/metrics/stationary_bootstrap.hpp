#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dexarb {

/// Draws a series anew from itself in runs of random length, so that what hangs together in time stays together
/// (Politis and Romano 1994, "The Stationary Bootstrap").
///
/// A run starts anywhere and goes on with the next unit (the first after the last) with probability 1 - 1 / mean
/// length. What is drawn depends on seed and number alone, and on no library.
class StationaryBootstrap {
  public:
    /// `mean_length` is at least 1.
    StationaryBootstrap(std::size_t units, double mean_length, std::uint64_t seed);

    /// How often the replicate with this number holds each unit; the counts add up to the number of units.
    void draw(std::uint64_t number, std::vector<std::uint32_t>& counts) const;

    /// By how much deviations of what is drawn fall short of the truth: n units in runs of mean length L vary about
    /// 2 L - 1 parts in n too little, because the whole series is drawn around its own mean. At least 1.
    [[nodiscard]] double stretch() const;

  private:
    std::size_t units_;
    double restart_;
    std::uint64_t seed_;
};

/// The mean length that fits a series of `units`: its cube root, at least 1 (the best rate, Politis and White 2004).
[[nodiscard]] double mean_run_length(std::size_t units);

}  // namespace dexarb
