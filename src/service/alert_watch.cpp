#include "dexarb/service/alert_watch.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dexarb/report/event_log_line.hpp"

#include "service/alert_words.hpp"
#include "service/feed_watch.hpp"

namespace dexarb {

namespace {

/// Actions that are remembered, so that what became of them later is told too.
constexpr std::size_t kMostRemembered = 4'096;

std::string name_of(const ViewNames& names, ConfigIndex config, const EpisodeId& episode) {
    return action_name(EventLogNames{*names.market, names.routes, names.configs}, config, episode);
}

std::string route_of(const ViewNames& names, const EpisodeId& episode) {
    return describe_route(*names.market, names.routes.route(episode.route));
}

std::string day_name(UtcDay day) {
    return to_rfc3339(Timestamp{day}).substr(0, 10);
}

void remember(std::set<std::string>& names, std::string name) {
    if (names.size() >= kMostRemembered) names.clear();
    names.insert(std::move(name));
}

std::set<std::string> separable_in(const RunGlance& glance) {
    std::set<std::string> ids;
    for (const ConfigGlance& config : glance.configs)
        if (config.is_separable) ids.insert(config.id);
    return ids;
}

const TraderReport* find_trader(const RunReport& report, const std::string& id) {
    const auto found =
        std::ranges::find(report.traders, id, [](const TraderReport& trader) { return trader.config.id; });
    return found == report.traders.end() ? nullptr : &*found;
}

}  // namespace

AlertWatch::AlertWatch(AlertRules rules, AlertWatchLinks links)
    : rules_{rules}, links_{std::move(links)}, feed_{std::make_unique<FeedWatch>(rules)} {}

AlertWatch::~AlertWatch() = default;

void AlertWatch::on_records(const ViewNames& names, std::span<const EngineRecord> records, Timestamp now) {
    for (const EngineRecord& record : records) {
        if (const auto* outcome = std::get_if<TradeOutcome>(&record)) on_outcome(names, *outcome, now);
        if (const auto* correction = std::get_if<Correction>(&record)) on_correction(names, *correction, now);
    }
}

void AlertWatch::on_outcome(const ViewNames& names, const TradeOutcome& outcome, Timestamp now) {
    const MicroUsd size = outcome.net_usd() < MicroUsd{} ? -outcome.net_usd() : outcome.net_usd();
    if (!is_booked(outcome.result()) || size < rules_.trade_above) return;
    std::string name = name_of(names, outcome.config, outcome.episode);
    const std::string& config = names.configs[position(outcome.config)].name;
    const std::string block = outcome.inclusion_block ? std::to_string(outcome.inclusion_block->number) : "?";
    tell(AlertKind::kTrade, fmt::format("{}: a trade of {}", config, usd_text(outcome.net_usd())),
         fmt::format("{}, {} in block {}. Every number of it: paper-trading explain {}",
                     route_of(names, outcome.episode), to_string(outcome.result()), block, name),
         now);
    remember(told_trades_, std::move(name));
}

/// A quarantine is lifted by a second correction of the same trade.
void AlertWatch::on_correction(const ViewNames& names, const Correction& correction, Timestamp now) {
    std::string name = name_of(names, correction.config, correction.episode);
    const std::string& config = names.configs[position(correction.config)].name;
    const std::string change = usd_text(correction.net_usd);
    if (correction.kind != Correction::Kind::kQuarantine) {
        quarantined_.erase(name);
        if (told_trades_.erase(name) == 0) return;
        return tell(AlertKind::kTrade, fmt::format("{}: a trade was taken back, {}", config, change),
                    fmt::format("The block that included {} was replaced; what came of it leaves the books.", name),
                    now);
    }
    if (quarantined_.erase(name) > 0) return;
    tell(AlertKind::kPhantom, fmt::format("{}: a fill was quarantined, {}", config, change),
         fmt::format("{}: open for longer than phantom_blocks without an event in its pools, so too good to be true. "
                     "{} is out of the books.",
                     route_of(names, correction.episode), name),
         now);
    remember(quarantined_, std::move(name));
}

void AlertWatch::on_look(const RunGlance& glance, Timestamp now) {
    if (glance.feed.head && !std::exchange(has_started_, true)) tell_start(now);
    feed_->on_look(glance.feed, now, [&](AlertKind kind, std::string title, std::string text) {
        tell(kind, std::move(title), std::move(text), now);
    });
    judge_pauses(glance, now);
    judge_day(glance.feed, now);
    judge_verdict(glance, now);
}

void AlertWatch::on_reloaded() {
    knows_pauses_ = false;
    separable_.reset();
}

void AlertWatch::on_stopped(const std::optional<std::string>& failure, Timestamp now) {
    const RunReport report = links_.report();
    Alert alert{AlertKind::kStopped, facts_of(AlertKind::kStopped).severity, now, "stopped", books_text(report) + "."};
    if (report.feed.head) alert.text += fmt::format(" The newest block was {}.", report.feed.head->number);
    if (failure) {
        alert.severity = AlertSeverity::kError;
        alert.title = "stopped by an error";
        alert.text = *failure + ". " + alert.text;
    }
    links_.tell(std::move(alert));
}

/// A day that ended while nothing ran is summed up too, since nobody was told of it.
void AlertWatch::tell_start(Timestamp now) {
    const RunReport report = links_.report();
    const auto& resumed = report.resumed;
    const bool was_crash = resumed && (resumed->ended == "crashed" || resumed->ended == "failed");
    if (was_crash)
        tell(AlertKind::kCrashRecovered, "recovered after a crash",
             fmt::format("Run {} {} at {}; its books go on from block {}. Its log says why it ended.", resumed->run,
                         resumed->ended, to_rfc3339(resumed->ended_at), resumed->block),
             now);
    tell(AlertKind::kStarted, "started",
         fmt::format("paper-trading {} on {}{}: {} of {} pools certain, block {}. {}.", report.version, report.market,
                     report.assumptions.market_is_simulated ? " (SIMULATED)" : "", report.feed.pools_certain,
                     report.feed.pools_total, report.feed.head->number, books_text(report)),
         now);
    if (resumed) day_ = utc_day(resumed->ended_at);
}

/// What a run takes over from the one before, or a reload leaves, was told when it came about; who pauses one by hand
/// knows it.
void AlertWatch::judge_pauses(const RunGlance& glance, Timestamp now) {
    const bool is_news = std::exchange(knows_pauses_, true) || !glance.goes_on;
    for (const ConfigGlance& config : glance.configs) {
        if (!config.pause || !config.pause->ends) continue;
        const UtcDay ends = *config.pause->ends;
        const auto [told, is_new] = pauses_.emplace(config.id, ends);
        if (!is_new && told->second >= ends) continue;
        told->second = ends;
        if (is_news) tell_pause(config.id, *config.pause, now);
    }
}

void AlertWatch::tell_pause(const std::string& id, const Pause& pause, Timestamp now) {
    const RunReport report = links_.report();
    const TraderReport* trader = find_trader(report, id);
    if (trader == nullptr) return;
    tell(
        AlertKind::kPaused, fmt::format("{} is paused: {}", trader->config.name, pause_text(pause)),
        fmt::format("It decides nothing until {} 00:00 UTC; what is in flight still settles. {} today over {} actions.",
                    day_name(*pause.ends), usd_text(trader->metrics.today.net_usd), trader->metrics.today.actions),
        now);
}

/// By the chain's own time, as limits and books count days: a day is over with the first block of the next.
void AlertWatch::judge_day(const FeedStatus& feed, Timestamp now) {
    if (!feed.head) return;
    const UtcDay today = utc_day(Timestamp{feed.head_timestamp});
    const UtcDay before = day_.value_or(today);
    day_ = std::max(before, today);
    if (today > before) tell_day(before, now);
}

void AlertWatch::tell_day(UtcDay day, Timestamp now) {
    std::vector<ConfigDay> configs = links_.day(day);
    MicroUsd net;
    std::size_t trades = 0;
    for (const ConfigDay& config : configs) {
        net += config.net_usd;
        trades += config.trades;
    }
    std::string title =
        fmt::format("{}: {} over {} trades of {} configurations", day_name(day), usd_text(net), trades, configs.size());
    tell(AlertKind::kDailySummary, std::move(title), day_text(links_.report(), std::move(configs)), now);
}

/// New books begin with nobody separable; what books that go on support was told before.
void AlertWatch::judge_verdict(const RunGlance& glance, Timestamp now) {
    if (!glance.is_weighed) return;
    std::set<std::string> found = separable_in(glance);
    if (!separable_ && glance.goes_on) separable_ = found;
    const std::set<std::string> before = std::exchange(separable_, found).value_or(std::set<std::string>{});
    if (before == found) return;
    for (const ConfigGlance& config : glance.configs)
        if (before.contains(config.id) != config.is_separable) tell_verdict(config.id, config.is_separable, now);
}

void AlertWatch::tell_verdict(const std::string& id, bool is_separable, Timestamp now) {
    const RunReport report = links_.report();
    const TraderReport* trader = find_trader(report, id);
    if (trader == nullptr) return;
    tell(AlertKind::kVerdictChanged,
         fmt::format("{} {} separable from zero", trader->config.name, is_separable ? "is" : "is no longer"),
         verdict_sentence(report), now);
}

void AlertWatch::tell(AlertKind kind, std::string title, std::string text, Timestamp now) {
    links_.tell({kind, facts_of(kind).severity, now, std::move(title), std::move(text)});
}

}  // namespace dexarb
