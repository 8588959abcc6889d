#include "dexarb/devnet/random.hpp"

#include <bit>

namespace dexarb {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
}

/// exp(x) as (1 + x / 4096)^4096: near enough for sizes of trades, and without libm.
double exponential(double x) {
    double power = 1.0 + x / 4096.0;
    for (int i = 0; i < 12; ++i)
        power *= power;
    return power;
}

}  // namespace

Random::Random(std::uint64_t seed) {
    for (auto& word : state_)
        word = splitmix64(seed);
}

std::uint64_t Random::next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

double Random::uniform() {
    return static_cast<double>(next() >> 11) / 9007199254740992.0;
}

double Random::normal() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i)
        sum += uniform();
    return sum;
}

double Random::log_normal(double median, double sigma) {
    return median * exponential(sigma * normal());
}

}  // namespace dexarb
