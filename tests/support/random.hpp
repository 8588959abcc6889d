#pragma once

#include <cstdint>

#include "dexarb/base/u256.hpp"

namespace dexarb::test {

/// SplitMix64: the same numbers on every machine for a seed.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15ULL;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31);
    }
    /// In [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high) {
        const auto span = static_cast<std::uint64_t>(high - low) + 1;
        return low + static_cast<std::int64_t>(next() % span);
    }
    /// Above zero and below 2^bits, every bit length alike likely: small amounts are as common as large ones.
    U256 magnitude(unsigned bits) {
        const auto length = static_cast<unsigned>(between(1, bits));
        const U256 any{{next(), next(), next(), next()}};
        return (any >> (256 - length)) | U256::power_of_two(length - 1);
    }
    bool coin() { return (next() & 1) != 0; }

  private:
    std::uint64_t state_;
};

}  // namespace dexarb::test
