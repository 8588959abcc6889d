#include "dexarb/app/session_alerts.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace dexarb {

namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 1s;
/// What the last message may take from the end of the run on.
constexpr auto kFarewell = 1s;

Timestamp alert_time() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string name_of_host() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{"unknown host"};
}

std::vector<ConfigDay> day_of(const Engine& engine, UtcDay day) {
    std::vector<ConfigDay> all;
    for (std::size_t i = 0; i < engine.configs().size(); ++i) {
        const TradeSamples& samples = engine.samples(ConfigIndex(i));
        ConfigDay& config = all.emplace_back();
        config.name = engine.configs()[i].name;
        for (const DayNet& net : samples.days())
            if (net.day == day) config.net_usd = net.net_usd;
        for (const TradeSample& trade : samples.trades())
            config.trades += trade.day() == day ? 1U : 0U;
    }
    return all;
}

std::unique_ptr<const ViewNames> alert_names(const Engine& engine) {
    return std::make_unique<const ViewNames>(std::make_shared<const MarketDefinition>(engine.market()),
                                             engine.configs());
}

}  // namespace

RunGlance glance_at(const Engine& engine, FeedStatus feed, const WeighedEvidence& evidence) {
    RunGlance glance;
    glance.feed = std::move(feed);
    glance.is_weighed = evidence.evidence != nullptr;
    for (std::size_t i = 0; i < engine.configs().size(); ++i) {
        const bool is_separable = glance.is_weighed && evidence.evidence->configs[i].trial.is_separable;
        glance.configs.push_back({engine.configs()[i].id, engine.pause(ConfigIndex(i)), is_separable});
    }
    return glance;
}

Result<std::unique_ptr<AlertSender>> make_alert_sender(const AlertOptions& alerts, AlertSenderOptions options,
                                                       const std::string& market) {
    options.market = market;
    options.host = name_of_host();
    options.seed = static_cast<std::uint64_t>(alert_time().time_since_epoch().count());
    options.on_notice = [](const std::string& notice) { spdlog::warn("{}", notice); };
    return AlertSender::start(alerts, std::move(options));
}

Result<std::unique_ptr<SessionAlerts>> SessionAlerts::begin(boost::asio::io_context& context, const Setup& setup,
                                                            const Engine& engine, AlertSource source) {
    if (setup.alerts.webhooks.empty()) return std::unique_ptr<SessionAlerts>{};
    std::unique_ptr<SessionAlerts> session{new SessionAlerts{context, engine, std::move(source)}};
    const bool is_simulated = session->source_.report().assumptions.market_is_simulated;
    auto sender = make_alert_sender(setup.alerts, {}, setup.market->name + (is_simulated ? " (SIMULATED)" : ""));
    if (!sender) return sender.error();
    session->sender_ = *std::move(sender);
    AlertWatchLinks links;
    links.tell = [sender_of = session->sender_.get()](Alert alert) { sender_of->send(std::move(alert)); };
    links.report = session->source_.report;
    links.day = [&engine](UtcDay day) { return day_of(engine, day); };
    session->watch_ = std::make_unique<AlertWatch>(setup.alerts.rules, std::move(links));
    for (const WebhookStatus& webhook : session->status())
        spdlog::info("alerts go to {} at {}", webhook.name, webhook.endpoint);
    session->look_again();
    return session;
}

SessionAlerts::SessionAlerts(boost::asio::io_context& context, const Engine& engine, AlertSource source)
    : engine_{engine}, source_{std::move(source)}, names_{alert_names(engine)}, timer_{context} {}

void SessionAlerts::on_step(std::span<const EngineRecord> records) {
    if (!records.empty()) watch_->on_records(*names_, records, alert_time());
}

/// The first block is the start, which is told at once.
void SessionAlerts::on_block() {
    if (!std::exchange(has_block_, true)) look();
}

void SessionAlerts::begin_anew() {
    names_ = alert_names(engine_);
    watch_->on_reloaded();
}

void SessionAlerts::on_ending(const std::optional<Error>& failure) {
    const auto why = failure ? std::optional{failure->detail} : std::nullopt;
    look();
    watch_->on_stopped(why, alert_time());
    timer_.cancel();
    has_ended_ = true;
    ended_at_ = std::chrono::steady_clock::now();
}

void SessionAlerts::end() {
    const auto spent = has_ended_ ? std::chrono::steady_clock::now() - ended_at_ : 0ns;
    sender_->stop(
        std::chrono::ceil<std::chrono::milliseconds>(std::max<std::chrono::nanoseconds>(kFarewell - spent, 0ns)));
}

RunGlance SessionAlerts::glance() const {
    RunGlance glance = glance_at(engine_, source_.feed(), source_.evidence());
    glance.goes_on = source_.goes_on();
    return glance;
}

void SessionAlerts::look() {
    watch_->on_look(glance(), alert_time());
}

void SessionAlerts::look_again() {
    timer_.expires_after(kLookEvery);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || has_ended_) return;
        look();
        look_again();
    });
}

}  // namespace dexarb
