#include "dexarb/base/alert.hpp"

#include <algorithm>

namespace dexarb {

namespace {

constexpr std::array<AlertKindFacts, kAlertKindCount> kKinds{{
    {AlertKind::kStarted, "started", AlertSeverity::kInfo, "a run has decided on its first block"},
    {AlertKind::kStopped, "stopped", AlertSeverity::kWarning, "a run has ended, as asked or by an error"},
    {AlertKind::kCrashRecovered, "crash_recovered", AlertSeverity::kError,
     "a run goes on with the books of one that did not end cleanly"},
    {AlertKind::kNoBlock, "no_block", AlertSeverity::kError, "no new block has come for longer than the limit"},
    {AlertKind::kBlocksAgain, "blocks_again", AlertSeverity::kInfo, "new blocks come again after that"},
    {AlertKind::kEndpointLost, "endpoint_lost", AlertSeverity::kError,
     "an endpoint is stopped, or has not answered for longer than the limit"},
    {AlertKind::kEndpointBack, "endpoint_back", AlertSeverity::kInfo, "an endpoint is well again after that"},
    {AlertKind::kQuotaLow, "quota_low", AlertSeverity::kWarning, "little is left of an endpoint's quota, or nothing"},
    {AlertKind::kParityBroken, "parity_broken", AlertSeverity::kError,
     "an audit has found a state that is not the contract's"},
    {AlertKind::kPhantom, "phantom", AlertSeverity::kWarning,
     "a fill was moved out of the books because it was too good to be true"},
    {AlertKind::kPaused, "paused", AlertSeverity::kWarning, "a limit has stopped a configuration for the day"},
    {AlertKind::kTrade, "trade", AlertSeverity::kInfo, "a trade has won or lost as much as the limit, or more"},
    {AlertKind::kDailySummary, "daily_summary", AlertSeverity::kInfo,
     "a UTC day is over: what each configuration made of it"},
    {AlertKind::kVerdictChanged, "verdict_changed", AlertSeverity::kWarning,
     "a configuration can be told from zero, or no longer can"},
}};

}  // namespace

std::string_view to_string(AlertSeverity severity) {
    constexpr std::array<std::string_view, 3> kNames{"info", "warning", "error"};
    return kNames[static_cast<std::size_t>(severity)];
}

const std::array<AlertKindFacts, kAlertKindCount>& alert_kinds() {
    return kKinds;
}

const AlertKindFacts& facts_of(AlertKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

std::optional<AlertKind> alert_kind_from_string(std::string_view name) {
    const auto* const found = std::ranges::find(kKinds, name, &AlertKindFacts::name);
    return found == kKinds.end() ? std::nullopt : std::optional{found->kind};
}

const std::vector<std::string>& alert_placeholders() {
    static const std::vector<std::string> names{"title",    "text",   "kind",   "severity", "time",
                                                "priority", "colour", "market", "host"};
    return names;
}

}  // namespace dexarb
