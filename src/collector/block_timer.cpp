#include "dexarb/collector/block_timer.hpp"

#include <algorithm>
#include <vector>

namespace dexarb {
namespace {

constexpr std::size_t kSightings = 33;
/// A step of so many times the median is a stall, which says nothing of the block time.
constexpr int kStall = 3;

/// From one sighting to the next.
struct Step {
    std::chrono::milliseconds duration{0};
    std::int64_t blocks = 0;

    [[nodiscard]] std::chrono::milliseconds rate() const { return duration / std::max<std::int64_t>(blocks, 1); }
};

std::chrono::milliseconds median_rate(std::vector<Step> steps) {
    const auto median = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::ranges::nth_element(steps, median, {}, &Step::rate);
    return median->rate();
}

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
    std::vector<Step> steps;
    for (std::size_t i = 1; i < sightings_.size(); ++i) {
        const auto duration =
            std::chrono::duration_cast<std::chrono::milliseconds>(sightings_[i].at - sightings_[i - 1].at);
        steps.push_back({duration, static_cast<std::int64_t>(sightings_[i].number - sightings_[i - 1].number)});
    }
    const auto typical = median_rate(steps);
    std::erase_if(steps, [&](const Step& step) { return step.rate() > kStall * typical; });
    Step sum;
    for (const Step& step : steps)
        sum = {sum.duration + step.duration, sum.blocks + step.blocks};
    interval_ = std::clamp(sum.rate(), std::chrono::milliseconds{1}, std::chrono::milliseconds{60'000});
}

}  // namespace dexarb
