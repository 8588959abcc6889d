#include "dexarb/rpc/token_bucket.hpp"

#include <algorithm>

namespace dexarb {

namespace {

constexpr std::chrono::seconds kWindow{1};

}  // namespace

TokenBucket::Time TokenBucket::earliest(std::uint64_t tokens, Time now) const {
    if (!per_second_) return now;
    const Time first = taken_.empty() ? now : std::max(now, taken_.back().at);
    const auto is_out = [first](const Taken& taken) { return taken.at + kWindow > first; };
    std::uint64_t out = 0;
    for (const Taken& taken : taken_)
        if (is_out(taken)) out += taken.tokens;
    Time at = first;
    for (const Taken& taken : taken_) {
        if (out == 0 || out + tokens <= *per_second_) break;
        if (!is_out(taken)) continue;
        at = taken.at + kWindow;
        out -= taken.tokens;
    }
    return at;
}

void TokenBucket::take(std::uint64_t tokens, Time at) {
    if (!per_second_) return;
    while (!taken_.empty() && taken_.front().at + kWindow <= at)
        taken_.pop_front();
    taken_.push_back({at, tokens});
}

}  // namespace dexarb
