#include "dexarb/rpc/endpoint_budget.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace dexarb {

using std::chrono::days;

namespace {

/// With less than this part of today left, what is left is spread over the rest of today.
constexpr double kLow = 0.2;
/// Kept in hand for what comes unplanned, so that a quota is not overdrawn by its last request.
constexpr double kReserve = 0.01;

Timestamp next_day(Timestamp utc) {
    return utc_day(utc) + days{1};
}

/// The next `day_of_month` after `utc`, 00:00 UTC.
Timestamp next_month(Timestamp utc, unsigned day_of_month) {
    const std::chrono::year_month_day today{utc_day(utc)};
    const std::chrono::day starts{day_of_month};
    auto month = today.year() / today.month();
    if (today.day() >= starts) month += std::chrono::months{1};
    return std::chrono::sys_days{month / starts};
}

Timestamp month_before(Timestamp month_ends) {
    const std::chrono::year_month_day end{utc_day(month_ends)};
    return std::chrono::sys_days{end - std::chrono::months{1}};
}

double seconds(std::chrono::milliseconds duration) {
    return static_cast<double>(duration.count()) / 1e3;
}

/// `amount` for the part of [begin, end) that is left at `from`.
std::uint64_t share(std::uint64_t amount, Timestamp begin, Timestamp from, Timestamp end) {
    const double part = seconds(end - std::max(begin, from)) / seconds(end - begin);
    return static_cast<std::uint64_t>(static_cast<double>(amount) * std::clamp(part, 0.0, 1.0));
}

std::uint64_t less(std::uint64_t amount, std::uint64_t taken) {
    return amount - std::min(amount, taken);
}

/// A quota, what is spent of it, and the present and the next time at which it begins anew.
struct Quota {
    std::optional<std::uint64_t> units;
    std::uint64_t spent = 0;
    Timestamp renewed;
    Timestamp renewed_again;
};

std::chrono::milliseconds time_to_spend(std::uint64_t units, double units_per_day) {
    return std::chrono::milliseconds{
        static_cast<std::int64_t>(static_cast<double>(units) / units_per_day * seconds(days{1}) * 1e3)};
}

/// When it is spent, now or, where this one lasts, next time; nothing if a whole one lasts.
std::optional<Timestamp> quota_end(const Quota& quota, double units_per_day, Timestamp utc) {
    if (!quota.units || units_per_day <= 0.0) return std::nullopt;
    const Timestamp now_spent = utc + time_to_spend(less(*quota.units, quota.spent), units_per_day);
    if (now_spent < quota.renewed) return now_spent;
    const Timestamp then_spent = quota.renewed + time_to_spend(*quota.units, units_per_day);
    return then_spent < quota.renewed_again ? std::optional{then_spent} : std::nullopt;
}

}  // namespace

EndpointBudget::EndpointBudget(EndpointLimits limits, MethodUnits units, Timestamp started)
    : limits_{limits},
      units_{std::move(units)},
      requests_a_second_{limits.requests_per_second},
      units_a_second_{limits.units_per_second},
      month_ends_{next_month(started, limits.month_starts)} {
    if (limits_.units_per_month)
        month_plan_ = share(*limits_.units_per_month, month_before(month_ends_), started, month_ends_);
    begin_day(started);
}

std::optional<EndpointBudget::Time> EndpointBudget::take(std::uint64_t units, Time now, Timestamp utc) {
    roll(utc);
    if (is_day_spent() || is_month_spent()) return std::nullopt;
    Time at = requests_a_second_.earliest(1, now);
    at = units_a_second_.earliest(units, at);
    at = requests_a_second_.earliest(1, at);
    requests_a_second_.take(1, at);
    units_a_second_.take(units, at);
    ++requests_;
    spent_ += units;
    spent_today_ += units;
    spent_this_month_ += units;
    today_left_ = less(today_left_, units);
    month_plan_ = less(month_plan_, units);
    return at;
}

void EndpointBudget::roll(Timestamp utc) {
    if (utc < day_ends_) return;
    if (utc >= month_ends_) {
        month_ends_ = next_month(utc, limits_.month_starts);
        month_plan_ = limits_.units_per_month.value_or(0);
        spent_this_month_ = 0;
    }
    spent_today_ = 0;
    begin_day(utc_day(utc));
}

void EndpointBudget::begin_day(Timestamp from) {
    const Timestamp midnight = utc_day(from);
    day_ends_ = next_day(from);
    today_ = UINT64_MAX;
    if (limits_.units_per_day) today_ = share(*limits_.units_per_day, midnight, from, day_ends_);
    if (limits_.units_per_month)
        today_ = std::min(today_, less(month_plan_, share(month_plan_, from, day_ends_, month_ends_)));
    today_left_ = today_;
}

bool EndpointBudget::is_day_spent() const {
    return limits_.units_per_day && spent_today_ >= *limits_.units_per_day;
}

bool EndpointBudget::is_month_spent() const {
    return limits_.units_per_month && spent_this_month_ >= *limits_.units_per_month;
}

BudgetStatus EndpointBudget::status(Timestamp utc) {
    roll(utc);
    BudgetStatus status;
    status.requests = requests_;
    status.units = spent_;
    status.today_ends = day_ends_;
    if (!limits_.has_quota()) return status;
    status.today = today_;
    status.today_left = today_left_;
    status.is_low = slowed_to(utc).has_value();
    status.is_spent = is_day_spent() || is_month_spent();
    const std::uint64_t month_left = less(limits_.units_per_month.value_or(UINT64_MAX), spent_this_month_);
    const std::uint64_t day_left = less(limits_.units_per_day.value_or(UINT64_MAX), spent_today_);
    const bool is_month = !limits_.units_per_day || month_left <= day_left;
    status.quota_left = is_month ? month_left : day_left;
    status.quota_renewed = is_month ? month_ends_ : day_ends_;
    return status;
}

std::optional<double> EndpointBudget::slowed_to(Timestamp utc) {
    roll(utc);
    if (!limits_.has_quota()) return std::nullopt;
    if (static_cast<double>(today_left_) >= kLow * static_cast<double>(today_)) return std::nullopt;
    const double spendable = static_cast<double>(today_left_) - kReserve * static_cast<double>(today_);
    return std::max(spendable, 0.0) / std::max(seconds(day_ends_ - utc), 1.0);
}

std::optional<Timestamp> EndpointBudget::spent_at(double units_per_day, Timestamp utc) {
    roll(utc);
    const auto day =
        quota_end({limits_.units_per_day, spent_today_, day_ends_, day_ends_ + days{1}}, units_per_day, utc);
    const auto month = quota_end(
        {limits_.units_per_month, spent_this_month_, month_ends_, next_month(month_ends_, limits_.month_starts)},
        units_per_day, utc);
    if (day && month) return std::min(*day, *month);
    return day ? day : month;
}

std::string EndpointBudget::refusal(Timestamp utc) {
    roll(utc);
    const bool is_month = is_month_spent();
    const std::uint64_t quota = (is_month ? limits_.units_per_month : limits_.units_per_day).value_or(0);
    return "its quota of " + std::to_string(quota) + " units a " + (is_month ? "month" : "day") +
           " is spent; it begins anew at " + to_rfc3339(is_month ? month_ends_ : day_ends_);
}

std::uint64_t affordable_blocks(const PaceQuestion& question) {
    if (!question.units_per_second) return question.least;
    const double per_block = *question.units_per_second * question.block_seconds;
    if (question.least <= 1 && per_block >= question.units_per_block) return 1;
    if (per_block * static_cast<double>(question.most) <= question.units_per_round) return question.most;
    const auto blocks = static_cast<std::uint64_t>(std::ceil(question.units_per_round / per_block));
    return std::clamp<std::uint64_t>(blocks, std::max<std::uint64_t>(question.least, 2), question.most);
}

}  // namespace dexarb
