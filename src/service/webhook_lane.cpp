#include "service/webhook_lane.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dexarb/base/random_sequence.hpp"
#include "dexarb/net/secrets.hpp"

#include "service/alert_message.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;

/// A variable may be no secret: shorter ones would make messages unreadable.
constexpr std::size_t kShortestSecret = 6;

std::vector<std::string> all_secrets(const Webhook& webhook, const Url& url) {
    std::vector<std::string> secrets = secrets_of(url);
    for (const auto& [name, value] : webhook.variables)
        if (value.size() >= kShortestSecret) secrets.push_back(value);
    for (const auto& [name, value] : webhook.headers)
        if (value.size() >= kShortestSecret) secrets.push_back(value);
    return secrets;
}

}  // namespace

WebhookLane::WebhookLane(const Executor& executor, Webhook webhook, const Url& url,
                         std::unique_ptr<Transport> transport, const AlertSenderOptions& options)
    : webhook_{std::move(webhook)},
      secrets_{all_secrets(webhook_, url)},
      transport_{std::move(transport)},
      options_{options},
      queue_{options.capacity},
      pace_{webhook_.messages_per_minute},
      random_{options.seed},
      news_{executor},
      ending_{executor} {
    status_.name = webhook_.name;
    status_.endpoint = url.redacted();
    status_.capacity = options.capacity;
}

void WebhookLane::add(Alert alert) {
    switch (queue_.add(std::move(alert))) {
        case AlertQueue::Added::kWaits:
            break;
        case AlertQueue::Added::kFolded:
            settle(&WebhookStatus::folded);
            break;
        case AlertQueue::Added::kDroppedAnother:
        case AlertQueue::Added::kDropped:
            settle(&WebhookStatus::dropped);
            break;
    }
    show_waiting();
    news_.notify();
}

void WebhookLane::note_dropped() {
    settle(&WebhookStatus::dropped);
}

Task<void> WebhookLane::work() {
    while (true) {
        while (queue_.empty() && !ends_at_)
            co_await news_.wait();
        if (queue_.empty()) co_return;
        const auto wait = pace_.wait(Clock::now());
        if (wait > 0ns && !ends_at_) co_await ending_.wait_for(wait);  // what comes meanwhile is folded
        if (queue_.empty()) continue;
        WaitingAlert message = queue_.take();
        co_await deliver(std::move(message));
    }
}

Task<void> WebhookLane::say_goodbye() {
    if (under_way_ == 0) co_return;  // `work` is free and says it in its turn
    auto message = queue_.take(AlertKind::kStopped);
    if (!message) co_return;
    WaitingAlert goodbye = std::move(*message);
    co_await deliver(std::move(goodbye));
}

Task<void> WebhookLane::deliver(WaitingAlert message) {
    const std::string body = alert_message(webhook_, message.digest(), options_.market, options_.host);
    const auto begun = Clock::now();
    ++under_way_;
    show_waiting();
    for (unsigned failures = 0;; ++failures) {
        const auto time = time_for_attempt();
        if (time <= 0ms) break;
        pace_.take(Clock::now());
        const auto answer = co_await transport_->post(body, time);
        const WebhookVerdict verdict =
            judge_answer(answer, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
        const bool is_delivered = verdict.kind == WebhookVerdict::Kind::kDelivered;
        const bool is_over =
            verdict.kind == WebhookVerdict::Kind::kNever || ends_at_ || Clock::now() - begun >= options_.give_up_after;
        if (is_delivered) note_well();
        if (!is_delivered) note_attempt_failed(verdict, is_over);
        if (is_delivered || is_over) {
            --under_way_;
            settle(is_delivered ? &WebhookStatus::delivered : &WebhookStatus::lost);
            show_waiting();
            co_return;
        }
        const auto pause = pause_after(failures, verdict);
        co_await ending_.wait_for(pause);
    }
    --under_way_;
    settle(&WebhookStatus::lost);
    show_waiting();
}

void WebhookLane::end(Clock::time_point until) {
    ends_at_ = until;
    news_.notify();
    ending_.notify();
}

void WebhookLane::close() {
    const std::lock_guard lock{mutex_};
    status_.lost += std::exchange(status_.waiting, 0);
}

void WebhookLane::note_failure(const std::string& what) {
    tell(fmt::format("{}: unexpected: {}; it is told nothing any more", status_.endpoint, what));
}

WebhookStatus WebhookLane::status() const {
    const std::lock_guard lock{mutex_};
    return status_;
}

std::chrono::milliseconds WebhookLane::time_for_attempt() const {
    if (!ends_at_) return options_.deadline;
    return std::min(options_.deadline, std::chrono::ceil<std::chrono::milliseconds>(*ends_at_ - Clock::now()));
}

std::chrono::milliseconds WebhookLane::pause_after(unsigned failures, const WebhookVerdict& verdict) {
    auto pause = options_.first_pause;
    for (unsigned i = 0; i < failures && pause < options_.longest_pause; ++i)
        pause *= 2;
    pause = std::min(pause, options_.longest_pause);
    const double jitter = 0.75 + 0.5 * next_uniform(random_);
    pause = std::chrono::milliseconds{static_cast<std::int64_t>(static_cast<double>(pause.count()) * jitter)};
    return std::max(pause, std::min(verdict.hint.value_or(0ms), options_.longest_hint));
}

void WebhookLane::settle(std::uint64_t WebhookStatus::*count) {
    const std::lock_guard lock{mutex_};
    ++(status_.*count);
}

/// Each trouble is told once, not with every attempt.
void WebhookLane::note_attempt_failed(const WebhookVerdict& verdict, bool is_lost) {
    std::string words = hide_secrets(verdict.reason, secrets_);
    if (!words.starts_with(status_.endpoint)) words = status_.endpoint + ": " + words;
    words += is_lost ? "; the message is given up" : "; it is tried again";
    {
        const std::lock_guard lock{mutex_};
        ++status_.failed_attempts;
        if (words == status_.trouble) return;
        status_.trouble = words;
    }
    tell(words);
}

void WebhookLane::note_well() {
    {
        const std::lock_guard lock{mutex_};
        if (status_.trouble.empty()) return;
        status_.trouble.clear();
    }
    tell(status_.endpoint + ": takes messages again");
}

void WebhookLane::tell(const std::string& text) const {
    if (options_.on_notice) options_.on_notice(fmt::format("alerts to {}: {}", webhook_.name, text));
}

void WebhookLane::show_waiting() {
    const std::lock_guard lock{mutex_};
    status_.waiting = queue_.size() + under_way_;
}

}  // namespace dexarb
