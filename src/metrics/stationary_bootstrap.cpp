#include "dexarb/metrics/stationary_bootstrap.hpp"

#include <algorithm>
#include <cmath>

#include "dexarb/base/random_sequence.hpp"

namespace dexarb {

StationaryBootstrap::StationaryBootstrap(std::size_t units, double mean_length, std::uint64_t seed)
    : units_{units}, restart_{1.0 / mean_length}, seed_{seed} {}

void StationaryBootstrap::draw(std::uint64_t number, std::vector<std::uint32_t>& counts) const {
    counts.assign(units_, 0);
    std::uint64_t key = seed_;
    std::uint64_t state = next_random(key) ^ number;
    state = next_random(state);
    const auto size = static_cast<double>(units_);
    std::size_t at = 0;
    for (std::size_t i = 0; i < units_; ++i) {
        if (i == 0 || next_uniform(state) < restart_)
            at = static_cast<std::size_t>(next_uniform(state) * size);
        else if (++at == units_)
            at = 0;
        ++counts[at];
    }
}

double StationaryBootstrap::stretch() const {
    const auto size = static_cast<double>(units_);
    return std::sqrt(size / std::max(1.0, size + 1.0 - 2.0 / restart_));
}

double mean_run_length(std::size_t units) {
    std::size_t root = 1;
    while ((root + 1) * (root + 1) * (root + 1) <= units)
        ++root;
    return static_cast<double>(root);
}

}  // namespace dexarb
