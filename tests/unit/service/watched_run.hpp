#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dexarb/service/alert_watch.hpp"

namespace dexarb::testing {

using namespace std::chrono_literals;

inline constexpr Timestamp kStart{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} + 12h};

/// A run as its reports show it, one look a second.
class AlertWatchTest : public ::testing::Test {
  protected:
    AlertWatchTest() {
        report.version = "1.2.3";
        report.market = "Polygon PoS";
        report.feed.stall_after = 20s;
        report.traders.push_back(trader("moderate", "Moderate"));
        report.traders.push_back(trader("small_trades", "Small Trades"));
        EndpointStatus endpoint;
        endpoint.name = "https://node.example";
        endpoint.state = "serving";
        report.feed.endpoints.push_back(endpoint);
    }

    static TraderReport trader(std::string id, std::string name) {
        TraderReport trader;
        trader.config.id = std::move(id);
        trader.config.name = std::move(name);
        return trader;
    }

    void block(BlockNumber number) {
        report.feed.head = BlockId{number, {}};
        report.feed.head_timestamp = std::chrono::floor<std::chrono::seconds>(now);
        report.feed.head_age = 0ms;
        report.feed.quiet = 0ms;
    }
    /// Looks after each second of a time in which no block comes.
    void pass(std::chrono::seconds time) {
        for (auto gone = 0s; gone < time; ++gone) {
            now += 1s;
            report.feed.quiet += 1s;
            report.feed.head_age += 1s;
            look();
        }
    }
    RunGlance glance() const {
        RunGlance glance;
        glance.feed = report.feed;
        glance.goes_on = report.resumed.has_value();
        glance.is_weighed = report.evidence.has_value();
        for (const TraderReport& trader : report.traders)
            glance.configs.push_back({trader.config.id, trader.metrics.pause,
                                      trader.evidence.has_value() && trader.evidence->trial.is_separable});
        return glance;
    }
    void look() { watched->on_look(glance(), now); }
    void watch_by(AlertRules rules) { watched = std::make_unique<AlertWatch>(rules, links); }
    /// The same with a block in every second.
    void go_on(std::chrono::seconds time) {
        for (auto gone = 0s; gone < time; ++gone) {
            now += 1s;
            block(report.feed.head->number + 1);
            look();
        }
    }
    void start() {
        block(100);
        look();
        told.clear();
    }
    EndpointStatus& endpoint() { return report.feed.endpoints.at(0); }

    std::vector<AlertKind> kinds() const {
        std::vector<AlertKind> all;
        for (const Alert& alert : told)
            all.push_back(alert.kind);
        return all;
    }

    RunReport report;
    Timestamp now = kStart;
    std::vector<Alert> told;
    std::vector<ConfigDay> day;
    std::vector<UtcDay> asked_days;
    std::size_t reports = 0;
    AlertWatchLinks links{[this](Alert alert) { told.push_back(std::move(alert)); },
                          [this] {
                              ++reports;
                              return report;
                          },
                          [this](UtcDay asked) {
                              asked_days.push_back(asked);
                              return day;
                          }};
    std::unique_ptr<AlertWatch> watched = std::make_unique<AlertWatch>(AlertRules{}, links);
};

}  // namespace dexarb::testing
