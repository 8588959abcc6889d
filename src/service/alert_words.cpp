#include "service/alert_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/report_document.hpp"

namespace dexarb {

namespace {

std::string limit_name(RejectReason reason) {
    switch (reason) {
        case RejectReason::kDailyTrades:
            return "max_daily_trades";
        case RejectReason::kDailyLoss:
            return "daily_loss_limit_usd";
        case RejectReason::kConsecutiveLoss:
            return "max_consecutive_losses";
        default:
            return std::string{to_string(reason)};
    }
}

}  // namespace

std::string usd_text(MicroUsd amount) {
    const double dollars = std::abs(to_double(amount));
    return fmt::format("{}${:.{}f}", amount < MicroUsd{} ? "-" : "", dollars, dollars < 10.0 ? 4 : 2);
}

std::string pause_text(const Pause& pause) {
    return limit_name(pause.reason) + " is reached";
}

std::string books_text(const RunReport& report) {
    MicroUsd net;
    std::uint64_t trades = 0;
    for (const TraderReport& trader : report.traders) {
        net += trader.metrics.net_usd;
        trades += trader.metrics.booked();
    }
    return fmt::format("{} configurations, {} trades booked, net {} in sum", report.traders.size(), trades,
                       usd_text(net));
}

std::string verdict_sentence(const RunReport& report) {
    const auto document = report_document(report);
    return document["evidence"]["sentence"].get<std::string>();
}

std::string day_text(const RunReport& report, std::vector<ConfigDay> day) {
    std::erase_if(day, [](const ConfigDay& config) { return config.trades == 0; });
    std::ranges::stable_sort(day, std::ranges::greater{}, &ConfigDay::net_usd);
    std::string text;
    for (const ConfigDay& config : day)
        text += fmt::format("{}: {} over {} trade{}\n", config.name, usd_text(config.net_usd), config.trades,
                            config.trades == 1 ? "" : "s");
    if (day.empty()) text = "No configuration traded.\n";
    return text + verdict_sentence(report);
}

}  // namespace dexarb
