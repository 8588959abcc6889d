#include "dexarb/rpc/endpoint_pool.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dexarb/base/check.hpp"

namespace dexarb {

using std::chrono::milliseconds;

namespace {

constexpr std::size_t kHeightsKept = 64;

/// Whether the failure tells something about the endpoint rather than about the request.
bool is_fault(RpcErrorClass error_class) {
    return error_class != RpcErrorClass::kRevert && error_class != RpcErrorClass::kSplit &&
           error_class != RpcErrorClass::kInvalidRequest;
}

}  // namespace

std::string_view to_string(EndpointState state) {
    constexpr std::array<std::string_view, 4> kNames{"serving", "standby", "resting", "stopped"};
    return kNames[static_cast<std::size_t>(state)];
}

EndpointPool::EndpointPool(std::size_t count, EndpointPoolOptions options) : options_{options}, entries_(count) {
    check(count > 0, "a pool of endpoints has at least one");
}

std::optional<std::size_t> EndpointPool::choose(Time now) {
    take_back(now);
    if (is_usable(entries_[serving_], now)) return serving_;
    if (const auto next = first_usable(now)) {
        serve(*next, now);
        return serving_;
    }
    const auto by_end_of_rest = [](const Entry& entry) { return std::pair{entry.stopped, entry.usable_from}; };
    const auto soonest = std::ranges::min_element(entries_, {}, by_end_of_rest);
    if (soonest->stopped) return std::nullopt;
    return static_cast<std::size_t>(soonest - entries_.begin());
}

std::optional<std::size_t> EndpointPool::choose_other(const std::vector<std::size_t>& tried, Time now) const {
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (is_usable(entries_[i], now) && std::ranges::find(tried, i) == tried.end()) return i;
    return std::nullopt;
}

std::optional<std::size_t> EndpointPool::due_look(Time now) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        Entry& entry = entries_[i];
        if (i == serving_ || !is_usable(entry, now)) continue;
        if (entry.looked_at && now - *entry.looked_at < look_interval(entry, now)) continue;
        entry.looked_at = now;
        return i;
    }
    return std::nullopt;
}

milliseconds EndpointPool::look_interval(const Entry& entry, Time now) const {
    milliseconds interval = entry.proven ? options_.look_every : options_.close_look_every;
    if (news_at_ && now - *news_at_ >= options_.stale_after) interval = std::min(interval, options_.stale_look_every);
    return interval;
}

void EndpointPool::on_answer(std::size_t endpoint, milliseconds latency, Time now) {
    Entry& entry = entries_[endpoint];
    EndpointHealth& health = entry.health;
    const double weight = health.answers == 0 ? 1.0 : options_.smoothing;
    const double smoothed =
        static_cast<double>(health.latency.count()) * (1.0 - weight) + static_cast<double>(latency.count()) * weight;
    health.latency = milliseconds{static_cast<milliseconds::rep>(smoothed + 0.5)};
    health.error_rate *= 1.0 - options_.smoothing;
    ++health.answers;
    entry.stopped = false;
    if (!entry.lags) entry.usable_from = std::min(entry.usable_from, now);
    if (now - entry.failed_at >= options_.forgive_after) entry.rest = milliseconds{0};
}

void EndpointPool::on_failure(std::size_t endpoint, const RpcError& error, Time now) {
    if (!is_fault(error.error_class)) return;
    Entry& entry = entries_[endpoint];
    ++entry.health.failures;
    entry.failed_at = now;
    entry.health.error_rate += (1.0 - entry.health.error_rate) * options_.smoothing;
    if (error.error_class == RpcErrorClass::kStopEndpoint) return stop(entry, error, now);
    const bool at_once =
        error.error_class == RpcErrorClass::kRetryNow || error.error_class == RpcErrorClass::kRetryLater;
    if (at_once || entry.health.error_rate > options_.error_rate_to_leave)
        rest(entry, error.retry_after.value_or(milliseconds{0}), error.detail, now);
}

void EndpointPool::rest(Entry& entry, milliseconds least, std::string reason, Time now) {
    entry.rest = std::clamp(2 * entry.rest, options_.first_rest, options_.longest_rest);
    entry.usable_from = std::max(entry.usable_from, now + std::max(entry.rest, least));
    entry.looked_at.reset();
    entry.proven = false;
    entry.lags = false;
    entry.good_looks = 0;
    entry.health.reason = std::move(reason);
}

void EndpointPool::rest_for_lag(Entry& entry, Time now) {
    entry.health.behind = behind(entry, now);
    rest(entry, milliseconds{0}, std::to_string(entry.health.behind) + " blocks behind another", now);
    entry.lags = true;
}

void EndpointPool::stop(Entry& entry, const RpcError& error, Time now) {
    rest(entry, error.retry_after.value_or(options_.stop), error.detail, now);
    entry.stopped = true;
    if (!std::ranges::all_of(entries_, &Entry::stopped)) return;
    for (Entry& each : entries_)
        each.usable_from = std::min(each.usable_from, now + options_.stop_of_all);
}

void EndpointPool::on_head(std::size_t endpoint, const BlockId& head, Time now) {
    Entry& entry = entries_[endpoint];
    const bool is_higher = !entry.health.head || head.number > *entry.health.head;
    if (endpoint == serving_ && is_higher) news_at_ = now;
    entry.health.head = head.number;
    entry.head_at = now;
    entry.health.behind = behind(entry, now);
    compare(endpoint, head);
    if (behind(entry, now) > options_.lag_to_leave) return rest_for_lag(entry, now);
    Entry& current = entries_[serving_];
    if (is_usable(current, now) && shows_its_head(current, now) && behind(current, now) > options_.lag_to_leave)
        rest_for_lag(current, now);
    note_good_look(entry, now);
}

void EndpointPool::note_good_look(Entry& entry, Time now) {
    if (entry.proven) return;
    entry.good_looks = behind(entry, now) <= options_.lag_to_return ? entry.good_looks + 1 : 0;
    if (entry.good_looks < options_.looks_to_return) return;
    entry.proven = true;
    entry.lags = false;
    entry.health.reason.clear();
}

void EndpointPool::compare(std::size_t endpoint, const BlockId& head) {
    Height& height = heights_[head.number];
    height.shown.resize(entries_.size());
    height.shown[endpoint] = head.hash;
    const bool differs =
        std::ranges::any_of(height.shown, [&head](const auto& hash) { return hash && *hash != head.hash; });
    if (differs && !std::exchange(height.disputed, true)) ++disagreements_;
    if (heights_.size() > kHeightsKept) heights_.erase(heights_.begin());
}

bool EndpointPool::follow(std::size_t endpoint, const BlockId& head) {
    const bool same_height = followed_ && followed_head_.number == head.number && followed_head_.hash != head.hash;
    if (same_height && *followed_ != endpoint) return false;
    followed_ = endpoint;
    followed_head_ = head;
    return true;
}

EndpointHealth EndpointPool::health(std::size_t endpoint, Time now) const {
    const Entry& entry = entries_[endpoint];
    EndpointHealth health = entry.health;
    if (endpoint == serving_ && shows_its_head(entry, now)) health.behind = behind(entry, now);
    if (!is_usable(entry, now))
        health.state = entry.stopped ? EndpointState::kStopped : EndpointState::kResting;
    else
        health.state = endpoint == serving_ ? EndpointState::kServing : EndpointState::kStandby;
    return health;
}

std::uint64_t EndpointPool::behind(const Entry& entry, Time now) const {
    if (!entry.health.head) return 0;
    BlockNumber best = *entry.health.head;
    for (const Entry& other : entries_)
        if (is_usable(other, now)) best = std::max(best, other.health.head.value_or(0));
    return best - *entry.health.head;
}

std::optional<std::size_t> EndpointPool::first_usable(Time now) const {
    const auto usable_and = [&](bool proven) {
        return std::ranges::find_if(
            entries_, [&, proven](const Entry& entry) { return is_usable(entry, now) && entry.proven == proven; });
    };
    auto found = usable_and(true);
    if (found == entries_.end()) found = usable_and(false);
    if (found == entries_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - entries_.begin());
}

void EndpointPool::take_back(Time now) {
    if (now - changed_at_ < options_.least_stay) return;
    for (std::size_t i = 0; i < serving_; ++i) {
        const Entry& entry = entries_[i];
        if (is_usable(entry, now) && entry.proven) return serve(i, now);
    }
}

void EndpointPool::serve(std::size_t endpoint, Time now) {
    serving_ = endpoint;
    changed_at_ = now;
    ++changes_;
}

}  // namespace dexarb
