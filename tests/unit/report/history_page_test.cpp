#include "dexarb/report/history_page.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "report_support.hpp"

namespace dexarb {
namespace {

using Parsed = nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kEmptyPage = R"(<html><script type="application/json" id="past"></script></html>)";

/// Trades of $1 each a second apart, the n-th of which made `spread` more or less under two of the models.
TradeSamples trades(std::size_t count, MicroUsd spread) {
    TradeSamples samples;
    for (std::size_t i = 0; i < count; ++i) {
        TradeSample trade;
        trade.episode = {RouteIndex{1}, 100 + i};
        trade.time = std::chrono::sys_seconds{std::chrono::seconds{1'000'000 + i}};
        trade.net_usd = {1'000'000};
        trade.nets.fill(trade.net_usd);
        trade.nets[static_cast<std::size_t>(FillModel::kLegacy)] = {99'000'000};
        trade.nets[static_cast<std::size_t>(FillModel::kInstant)] = trade.net_usd + spread;
        trade.nets[static_cast<std::size_t>(FillModel::kSurvival)] = trade.net_usd - spread;
        samples.add(trade);
    }
    return samples;
}

/// One configuration with these trades on top of $10 that earlier ones had made.
HistoryReport history_of(TradeSamples samples) {
    HistoryReport history;
    history.report = test::busy_report();
    history.report.traders.resize(1);
    TraderMetrics& metrics = history.report.traders[0].metrics;
    metrics.net_usd = {10'000'000};
    metrics.model_net_usd.fill({10'000'000});
    for (const TradeSample& trade : samples.trades()) {
        metrics.net_usd += trade.net_usd;
        for (std::size_t model = 0; model < kFillModelCount; ++model)
            metrics.model_net_usd[model] += trade.nets[model];
    }
    history.samples.push_back(std::move(samples));
    return history;
}

Parsed data_of(const std::string& page) {
    const std::string begin = R"(id="past">)";
    const auto from = page.find(begin) + begin.size();
    return Parsed::parse(page.substr(from, page.find("</script>") - from));
}

TEST(HistoryPage, PutsTheHistoryIntoItsPlace) {
    const auto history = history_of(trades(2, {}));

    const std::string page = history_page(history, kEmptyPage);

    EXPECT_THAT(page, StartsWith(R"(<html><script type="application/json" id="past">{)"));
    EXPECT_THAT(page, EndsWith("}</script></html>"));
    EXPECT_EQ(data_of(page)["history"], Parsed::parse(history_json(history)));
}

TEST(HistoryPage, ACurveBeginsWithWhatTheBooksHadBefore) {
    const Parsed curve = data_of(history_page(history_of(trades(2, {400'000})), kEmptyPage))["curves"][0];

    EXPECT_EQ(curve["trades_before"], 0);
    EXPECT_EQ(curve["points"], Parsed::parse("[[1000000, 11.0, 10.6, 11.4], [1000001, 12.0, 11.2, 12.8]]"))
        << "without legacy";
}

TEST(HistoryPage, ALongCurveKeepsItsEndAndItsReach) {
    const Parsed curve = data_of(history_page(history_of(trades(1'999, {500'000})), kEmptyPage))["curves"][0];

    ASSERT_EQ(curve["points"].size(), 1'000U);
    EXPECT_EQ(curve["points"][0], Parsed::parse("[1000001, 12.0, 10.5, 13.0]")) << "two trades as one";
    EXPECT_EQ(curve["points"].back(), Parsed::parse("[1001998, 2009.0, 1009.5, 3008.5]"));
}

TEST(HistoryPage, WhatIsNotKeptIsCounted) {
    const Parsed curve = data_of(history_page(history_of(trades(2'003, {})), kEmptyPage))["curves"][0];

    EXPECT_EQ(curve["trades_before"], 3);
}

TEST(HistoryPage, NoTextOfItEndsTheElement) {
    auto history = history_of(trades(1, {}));
    history.report.traders[0].config.name = "</script><script>alert(1)</script><!--";

    const std::string page = history_page(history, kEmptyPage);

    EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>")));
    EXPECT_EQ(data_of(page)["curves"][0]["name"], history.report.traders[0].config.name);
}

}  // namespace
}  // namespace dexarb
