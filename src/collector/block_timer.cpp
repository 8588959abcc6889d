#include "dexarb/collector/block_timer.hpp"

#include <algorithm>
#include <vector>

namespace dexarb {
namespace {

constexpr std::size_t kSightings = 33;

}  // namespace

void BlockTimer::on_block(Timestamp now, BlockNumber number) {
    const auto lead = misses_ == 0 ? options_.pace : pause(misses_) / 2;
    if (sightings_.empty() || number > sightings_.back().number) {
        sightings_.push_back({now, number});
        if (sightings_.size() > kSightings) sightings_.pop_front();
        learn_interval();
    }
    misses_ = 0;
    next_poll_ = now + std::max(interval_ - lead, std::min(options_.pace, interval_));
}

void BlockTimer::on_nothing(Timestamp now) {
    ++misses_;
    next_poll_ = now + pause(misses_);
}

std::chrono::milliseconds BlockTimer::pause(unsigned misses) const {
    const auto doubled = options_.pace * (1LL << std::min(misses - 1, 20U));
    return std::max(options_.pace, std::min<std::chrono::milliseconds>(doubled, options_.longest_pause));
}

void BlockTimer::learn_interval() {
    if (sightings_.size() < 2) return;
    std::vector<std::chrono::milliseconds> steps;
    for (std::size_t i = 1; i < sightings_.size(); ++i) {
        const auto blocks = static_cast<std::int64_t>(sightings_[i].number - sightings_[i - 1].number);
        steps.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(sightings_[i].at - sightings_[i - 1].at) /
                        blocks);
    }
    const auto median = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::ranges::nth_element(steps, median);
    interval_ = std::clamp(*median, std::chrono::milliseconds{1}, std::chrono::milliseconds{60'000});
}

}  // namespace dexarb
