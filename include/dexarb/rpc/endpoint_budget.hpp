#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dexarb/base/endpoint_limits.hpp"
#include "dexarb/base/method_units.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/rpc/token_bucket.hpp"

namespace dexarb {

/// One endpoint's budget as the report shows it.
struct BudgetStatus {
    std::uint64_t requests = 0;  ///< Since the start.
    std::uint64_t units = 0;     ///< Since the start.
    /// Units that today was given: the day's quota, and of the month's the share of today, for what is left of either.
    std::optional<std::uint64_t> today;
    std::uint64_t today_left = 0;
    Timestamp today_ends;
    std::optional<std::uint64_t> quota_left;  ///< Of the quota that ends first.
    Timestamp quota_renewed;                  ///< When it begins anew.
    bool is_low = false;                      ///< Little is left of today: what is left is spread over the rest of it.
    bool is_spent = false;                    ///< Nothing is left, so nothing goes out until it begins anew.
};

/// What one endpoint may be asked and when: requests and units a second, units a day and a month. Pure: times come from
/// the caller.
///
/// What a run before this one spent is not known. So a start in the middle of a day or month plans with the part of the
/// quota that belongs to the rest of it; only the whole quota, spent by this run alone, refuses anything.
class EndpointBudget {
  public:
    using Time = TokenBucket::Time;

    EndpointBudget(EndpointLimits limits, MethodUnits units, Timestamp started);

    /// When a request of so many units may go out, `now` at the earliest; it counts from here on. Nothing, and nothing
    /// counts, once a quota is spent.
    [[nodiscard]] std::optional<Time> take(std::uint64_t units, Time now, Timestamp utc);

    [[nodiscard]] std::uint64_t units_of(std::string_view method) const { return units_.of(method); }
    [[nodiscard]] const EndpointLimits& limits() const { return limits_; }
    [[nodiscard]] const MethodUnits& units() const { return units_; }

    [[nodiscard]] BudgetStatus status(Timestamp utc);
    /// Units a second that the rest of today can pay for; nothing while there is no need to slow down.
    [[nodiscard]] std::optional<double> slowed_to(Timestamp utc);
    /// When a quota would be spent at so many units a day; nothing if it lasts until it begins anew, day by day.
    [[nodiscard]] std::optional<Timestamp> spent_at(double units_per_day, Timestamp utc);
    /// "its quota of 1000000 units a day is spent; it begins anew at 2026-09-02T00:00:00.000Z".
    [[nodiscard]] std::string refusal(Timestamp utc);

  private:
    /// Begins days and months anew that ended.
    void roll(Timestamp utc);
    void begin_day(Timestamp from);
    [[nodiscard]] bool is_day_spent() const;
    [[nodiscard]] bool is_month_spent() const;

    EndpointLimits limits_;
    MethodUnits units_;
    TokenBucket requests_a_second_;
    TokenBucket units_a_second_;
    std::uint64_t requests_ = 0;
    std::uint64_t spent_ = 0;
    std::uint64_t spent_today_ = 0;
    std::uint64_t spent_this_month_ = 0;
    std::uint64_t month_plan_ = 0;  ///< Of the month's quota what belongs to the rest of it, less what was spent.
    std::uint64_t today_ = 0;
    std::uint64_t today_left_ = 0;
    Timestamp day_ends_;
    Timestamp month_ends_;
};

/// How many blocks at a time `units_per_second` can pay for, from `least` to `most`; `least` for nothing.
struct PaceQuestion {
    std::optional<double> units_per_second;
    double block_seconds = 2.0;
    double units_per_block = 0.0;  ///< One at a time.
    double units_per_round = 0.0;  ///< Several at a time, however many.
    std::uint64_t least = 1;
    std::uint64_t most = 1;
};
[[nodiscard]] std::uint64_t affordable_blocks(const PaceQuestion& question);

}  // namespace dexarb
