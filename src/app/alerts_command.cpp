#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/logging.hpp"
#include "dexarb/app/session_alerts.hpp"
#include "dexarb/app/setup.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;

/// A webhook that takes nothing keeps nobody longer.
constexpr auto kTestTakes = 30s;
constexpr const char* kNoFile = "no alerts file: name one by --alerts or ALERTS_FILE, such as configs/alerts.json";

Alert sample_of(const AlertKindFacts& facts) {
    return {
        facts.kind, facts.severity, std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
        fmt::format("TEST of {}: nothing has happened", facts.name),
        fmt::format("This is what an alert of the kind {} looks like. It is sent when {}.", facts.name, facts.meaning)};
}

std::string receivers_of(const AlertOptions& alerts, AlertKind kind) {
    std::vector<std::string> names;
    for (const Webhook& webhook : alerts.webhooks)
        if (webhook.kinds.test(static_cast<std::size_t>(kind))) names.push_back(webhook.name);
    return names.empty() ? "-" : fmt::format("{}", fmt::join(names, ","));
}

void list_kinds(const AlertOptions& alerts, bool as_json) {
    auto kinds = nlohmann::ordered_json::array();
    for (const AlertKindFacts& facts : alert_kinds()) {
        const std::string receivers = receivers_of(alerts, facts.kind);
        if (!as_json)
            fmt::print("{:<16} {:<8} {:<16} {}\n", facts.name, to_string(facts.severity), receivers, facts.meaning);
        kinds.push_back({{"kind", facts.name},
                         {"severity", to_string(facts.severity)},
                         {"sent_when", facts.meaning},
                         {"webhooks", nlohmann::ordered_json::array()}});
        for (const Webhook& webhook : alerts.webhooks)
            if (webhook.kinds.test(static_cast<std::size_t>(facts.kind)))
                kinds.back()["webhooks"].push_back(webhook.name);
    }
    if (as_json) fmt::print("{}\n", nlohmann::ordered_json{{"kinds", kinds}}.dump(2));
}

/// Whether each of them came to an end, one way or another.
bool all_settled(const std::vector<WebhookStatus>& webhooks, const AlertOptions& alerts) {
    for (std::size_t i = 0; i < webhooks.size(); ++i)
        if (webhooks[i].settled() < alerts.webhooks[i].kinds.count()) return false;
    return true;
}

std::vector<WebhookStatus> send_samples(AlertSender& sender, const AlertOptions& alerts) {
    for (const AlertKindFacts& facts : alert_kinds())
        sender.send(sample_of(facts));
    const auto until = std::chrono::steady_clock::now() + kTestTakes;
    while (!all_settled(sender.status(), alerts) && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(20ms);
    sender.stop(0ms);
    return sender.status();
}

ExitCode tell_results(const std::vector<WebhookStatus>& webhooks, const AlertOptions& alerts, const CommandLine& line) {
    auto list = nlohmann::ordered_json::array();
    bool all_arrived = true;
    for (std::size_t i = 0; i < webhooks.size(); ++i) {
        const WebhookStatus& webhook = webhooks[i];
        const std::size_t sent = alerts.webhooks[i].kinds.count();
        all_arrived = all_arrived && webhook.delivered == sent;
        const std::string trouble = webhook.trouble.empty() ? "" : "; " + webhook.trouble;
        if (!line.json)
            fmt::print("{} at {}: {} of {} taken{}\n", webhook.name, webhook.endpoint, webhook.delivered, sent,
                       trouble);
        list.push_back({{"name", webhook.name},
                        {"endpoint", webhook.endpoint},
                        {"sent", sent},
                        {"delivered", webhook.delivered},
                        {"trouble", webhook.trouble}});
    }
    if (line.json) fmt::print("{}\n", nlohmann::ordered_json{{"webhooks", list}}.dump(2));
    if (all_arrived) return ExitCode::kOk;
    say_failure("alerts test: not everything was taken", line);
    return ExitCode::kRuntime;
}

}  // namespace

ExitCode alerts_command(const CommandLine& line) {
    const auto setup = load_setup(line);
    if (!setup) return report_failure(setup.error(), line);
    if (line.alerts.action == AlertFlags::Action::kList) {
        list_kinds(setup->alerts, line.json);
        if (setup->alerts.webhooks.empty()) fmt::print(stderr, "Nobody is told: {}.\n", kNoFile);
        return ExitCode::kOk;
    }
    if (setup->alerts.webhooks.empty()) return report_failure({ErrorCode::kInvalidInput, kNoFile}, line);
    start_logging(line.log_format, setup->settings.log_level.value);
    AlertOptions alerts = setup->alerts;
    for (Webhook& webhook : alerts.webhooks)
        webhook.messages_per_minute = std::max(webhook.messages_per_minute, kAlertKindCount * 2);
    AlertSenderOptions options;
    options.give_up_after = kTestTakes / 2;
    const auto sender = make_alert_sender(alerts, std::move(options), setup->market->name);
    if (!sender) return report_failure(sender.error(), line);
    return tell_results(send_samples(**sender, alerts), alerts, line);
}

}  // namespace dexarb
