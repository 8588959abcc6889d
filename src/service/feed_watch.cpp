#include "service/feed_watch.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace dexarb {

namespace {

using std::chrono::milliseconds;

/// Between two failures an endpoint looks well for as long as a question is on its way.
constexpr std::chrono::seconds kWellAtLeast{15};
/// What to do about the chain or an endpoint.
constexpr const char* kWhatToDo = "paper-trading check --online says what is wrong and what to do.";

std::string seconds_text(milliseconds time) {
    return fmt::format("{:.0f} s", static_cast<double>(time.count()) / 1e3);
}

/// How long what is newest has been newest; nothing is as old as the watch itself where there is no block yet.
milliseconds age_of_news(const FeedStatus& feed, milliseconds watched) {
    if (!feed.head) return watched;
    return std::max(feed.quiet, feed.arrival_is_modelled ? milliseconds{0} : feed.head_age);
}

std::string lost_text(const EndpointStatus& endpoint, milliseconds time) {
    const std::string why = endpoint.reason.empty() ? "no reason is known" : endpoint.reason;
    if (endpoint.state == "stopped")
        return fmt::format("It is left alone for now: {}. The next endpoint serves, if there is one. {}", why,
                           kWhatToDo);
    return fmt::format(
        "It has not been well for {}: {}. It is tried again by itself; the next endpoint serves, if "
        "there is one. If it lasts, {}",
        seconds_text(time), why, kWhatToDo);
}

bool is_at_most_percent(std::uint64_t part, std::uint64_t whole, unsigned percent) {
    return static_cast<double>(part) * 100.0 <= static_cast<double>(whole) * percent;
}

/// 0 enough, 1 little left, 2 nothing left.
int quota_level_of(const EndpointStatus& endpoint, unsigned percent) {
    if (endpoint.is_spent) return 2;
    const bool day_is_low = endpoint.today && is_at_most_percent(endpoint.today_left, *endpoint.today, percent);
    const bool is_by_month = endpoint.units_per_month && !endpoint.units_per_day && endpoint.quota_left;
    const bool month_is_low =
        is_by_month && is_at_most_percent(*endpoint.quota_left, *endpoint.units_per_month, percent);
    return day_is_low || month_is_low ? 1 : 0;
}

}  // namespace

void FeedWatch::on_look(const FeedStatus& feed, Timestamp now, const Tell& tell) {
    if (!begun_at_) begun_at_ = now;
    judge_blocks(feed, now, tell);
    endpoints_.resize(feed.endpoints.size());
    for (std::size_t i = 0; i < feed.endpoints.size(); ++i) {
        judge_endpoint(endpoints_[i], feed.endpoints[i], now, tell);
        judge_quota(endpoints_[i], feed.endpoints[i], tell);
    }
    judge_parity(feed.parity, tell);
}

void FeedWatch::judge_blocks(const FeedStatus& feed, Timestamp now, const Tell& tell) {
    const auto limit = std::max<milliseconds>(rules_.no_block_after, feed.stall_after);
    const auto age = age_of_news(feed, now - *begun_at_);
    if (!is_without_blocks_ && age >= limit) {
        is_without_blocks_ = true;
        const std::string newest =
            feed.head ? fmt::format("The newest is block {}, {} old.", feed.head->number, seconds_text(age))
                      : fmt::format("None has come since the start, {} ago.", seconds_text(age));
        tell(AlertKind::kNoBlock, "no new block for " + seconds_text(age),
             newest + " Nothing is decided meanwhile; decisions go on with the next block. If it lasts, " + kWhatToDo);
    } else if (is_without_blocks_ && feed.head && age < limit / 2) {
        is_without_blocks_ = false;
        tell(AlertKind::kBlocksAgain, "new blocks again",
             fmt::format("Block {} is {} old; decisions go on.", feed.head->number, seconds_text(age)));
    }
}

void FeedWatch::judge_endpoint(Endpoint& known, const EndpointStatus& endpoint, Timestamp now, const Tell& tell) const {
    const bool is_stopped = endpoint.state == "stopped";
    const bool is_bad = is_stopped || endpoint.state == "resting";
    if (is_bad) known.good_since.reset();
    if (is_bad && !known.bad_since) known.bad_since = now;
    if (!is_bad && !known.good_since) known.good_since = now;
    if (is_bad && !known.is_lost && (is_stopped || now - *known.bad_since >= rules_.endpoint_lost_after)) {
        known.is_lost = true;
        tell(AlertKind::kEndpointLost, endpoint.name + " is lost", lost_text(endpoint, now - *known.bad_since));
    }
    const auto well_for = std::max<milliseconds>(rules_.endpoint_lost_after / 2, kWellAtLeast);
    if (is_bad || now - *known.good_since < well_for) return;
    known.bad_since.reset();
    if (!std::exchange(known.is_lost, false)) return;
    tell(AlertKind::kEndpointBack, endpoint.name + " is back",
         fmt::format("It has been well for {} and is {}.", seconds_text(now - *known.good_since), endpoint.state));
}

/// Told when it gets worse; it begins anew once there is enough again.
void FeedWatch::judge_quota(Endpoint& known, const EndpointStatus& endpoint, const Tell& tell) const {
    const int level = quota_level_of(endpoint, rules_.quota_left_percent);
    const int told = std::exchange(known.quota_level, level == 0 ? 0 : std::max(level, known.quota_level));
    if (level <= told) return;
    const std::string renewed =
        endpoint.quota_left ? " The quota is renewed at " + to_rfc3339(endpoint.quota_renewed) + "." : std::string{};
    if (level == 2)
        return tell(
            AlertKind::kQuotaLow, endpoint.name + ": the quota is spent",
            "Nothing goes out to it until the quota is renewed; the next endpoint serves, if there is one." + renewed);
    const std::string left =
        endpoint.today
            ? fmt::format("{} of {} units of today are left.", endpoint.today_left, *endpoint.today)
            : fmt::format("{} of {} units of the month are left.", *endpoint.quota_left, *endpoint.units_per_month);
    tell(AlertKind::kQuotaLow, endpoint.name + ": little is left of the quota",
         left + renewed + " A larger --every spends less; paper-trading check --online says which would last.");
}

void FeedWatch::judge_parity(const Parity& parity, const Tell& tell) {
    const std::uint64_t differences = parity.checks - parity.agreed;
    if (differences <= std::exchange(differences_, differences)) return;
    std::string newest = parity.differences.empty() ? "" : " The newest: " + parity.differences.back() + ".";
    tell(AlertKind::kParityBroken, "parity broken: a followed state is not the contract's",
         fmt::format("{} of {} values compared so far differ. The pools concerned were taken out and are read anew, so "
                     "nothing is decided on them meanwhile.{} If more follow, the node or this program is wrong: try "
                     "another node, and keep the recording.",
                     differences, parity.checks, newest));
}

}  // namespace dexarb
