#include "dexarb/trading/decision_clock.hpp"

#include "dexarb/base/check.hpp"

namespace dexarb {

Timestamp decision_time(Timestamp arrival, std::chrono::milliseconds poll_interval) {
    check(poll_interval.count() > 0, "a poll interval is above zero");
    const auto since_look = arrival.time_since_epoch() % poll_interval;
    return since_look.count() == 0 ? arrival : arrival + (poll_interval - since_look);
}

}  // namespace dexarb
