#include "rpc/pacing.hpp"

#include <algorithm>

namespace dexarb {

using std::chrono::milliseconds;

namespace {

milliseconds scaled(milliseconds duration, double factor) {
    return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(duration.count()) * factor)};
}

}  // namespace

// SplitMix64; source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
double Pacing::draw() {
    random_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = random_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    mixed ^= mixed >> 31U;
    return static_cast<double>(mixed >> 11U) / 9007199254740992.0;
}

void Pacing::on_success() {
    failures_ = 0;
    not_before_ = {};
}

milliseconds Pacing::on_failure(const RpcError& error, Clock::time_point now) {
    const unsigned doublings = std::min(failures_++, 20U);
    const milliseconds grown = std::min(options_->max_pause, milliseconds{options_->first_pause * (1LL << doublings)});
    milliseconds pause = scaled(grown, 0.5 + 0.5 * draw());
    if (error.retry_after)
        pause = std::min(*error.retry_after, options_->max_hint) + scaled(options_->first_pause, draw());
    not_before_ = std::max(not_before_, now + pause);
    return pause;
}

}  // namespace dexarb
