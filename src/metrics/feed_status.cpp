#include "dexarb/metrics/feed_status.hpp"

#include <array>

namespace dexarb {

std::string_view to_string(FeedHealth health) {
    constexpr std::array<std::string_view, 4> kNames{"starting", "live", "stalled", "behind"};
    return kNames[static_cast<std::size_t>(health)];
}

}  // namespace dexarb
