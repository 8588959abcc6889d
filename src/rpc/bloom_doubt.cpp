#include "dexarb/rpc/bloom_doubt.hpp"

#include <algorithm>
#include <bit>
#include <iterator>

namespace dexarb {

namespace {

constexpr double kChance = 0.01;

/// The part of a filter's bits that is set; a strange item fits by chance with the third power of it.
double fill_of(const LogsBloom& bloom) {
    int set = 0;
    for (const std::uint8_t byte : bloom.bytes)
        set += std::popcount(byte);
    return static_cast<double>(set) / 2048.0;
}

/// The chance that of `count` things, each with chance `p` below 1, at least `least` happen: the binomial tail.
double chance_of(std::size_t least, std::size_t count, double p) {
    double term = 1.0;
    double all = 0.0;
    double tail = 0.0;
    for (std::size_t i = 0; i <= count; ++i) {
        all += term;
        if (i >= least) tail += term;
        term *= static_cast<double>(count - i) / static_cast<double>(i + 1) * p / (1.0 - p);
    }
    return tail / all;
}

}  // namespace

std::vector<Address> contradicted_silence(const LogsBloom& bloom, std::span<const Address> silent,
                                          std::span<const Hash> topics) {
    const double fill = fill_of(bloom);
    const auto fits = [&bloom](const auto& item) { return may_contain(bloom, item.bytes); };
    if (fill == 0.0 || fill == 1.0 || std::ranges::none_of(topics, fits)) return {};
    std::vector<Address> named;
    std::ranges::copy_if(silent, std::back_inserter(named), fits);
    const bool may_be_chance = chance_of(named.size(), silent.size(), fill * fill * fill) > kChance;
    if (may_be_chance) named.clear();
    return named;
}

}  // namespace dexarb
