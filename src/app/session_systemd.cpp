#include "dexarb/app/session_systemd.hpp"

#include <cmath>

#include <fmt/format.h>

namespace dexarb {

namespace {

std::string net_words(MicroUsd net) {
    return fmt::format("{}${:.2f}", net < MicroUsd{} ? "-" : "", std::abs(to_double(net)));
}

std::string_view health_words(FeedHealth health) {
    if (health == FeedHealth::kStalled) return ", no new block comes, nothing is decided";
    if (health == FeedHealth::kBehind) return ", the node is behind, nothing is decided";
    return "";
}

}  // namespace

std::string service_words(const FeedStatus& feed, std::size_t configurations, MicroUsd net) {
    if (!feed.head) return fmt::format("reading the market; {} configurations wait", configurations);
    return fmt::format("block {}, {:.0f} s old{}; {} configurations, net {}", feed.head->number,
                       static_cast<double>(feed.head_age.count()) / 1e3, health_words(feed.health), configurations,
                       net_words(net));
}

std::string service_words(const FeedStatus& feed, const Engine& engine) {
    MicroUsd net;
    for (std::size_t i = 0; i < engine.configs().size(); ++i)
        net += engine.metrics(ConfigIndex(i)).net_usd;
    return service_words(feed, engine.configs().size(), net);
}

void SessionSystemd::on_trouble(const Error& error) {
    notifier_.progress();
    notifier_.status((is_ready_ ? "trying again: " : "waiting for the node: ") + error.detail);
}

void SessionSystemd::on_started(const std::string& words) {
    is_ready_ = true;
    notifier_.ready(words);
}

void SessionSystemd::on_heartbeat(const std::string& words) {
    if (is_ready_) notifier_.status(words);
}

}  // namespace dexarb
