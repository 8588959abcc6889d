#pragma once

#include <cstdint>

namespace dexarb {

/// The next of a fixed sequence (splitmix64): the same on every machine.
inline std::uint64_t next_random(std::uint64_t& state) {
    std::uint64_t mixed = state += 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31U);
}

/// The same as a number in [0, 1), in steps of 2^-53.
inline double next_uniform(std::uint64_t& state) {
    return static_cast<double>(next_random(state) >> 11U) / 9007199254740992.0;
}

}  // namespace dexarb
