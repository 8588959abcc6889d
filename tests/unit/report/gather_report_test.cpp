#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/event_log_line.hpp"
#include "dexarb/report/json_report.hpp"
#include "dexarb/report/text_report.hpp"

#include "unit/engine/simulation.hpp"

namespace dexarb {
namespace {

using nlohmann::ordered_json;

/// Two configurations, one that wins its races and one that loses them all, over a few spreads.
testing::Simulation traded() {
    auto unlucky = testing::unlucky();
    unlucky.id = "unlucky";
    unlucky.name = "Unlucky";
    testing::Simulation run{{unlucky, testing::eager()}};
    run.block();
    for (int i = 0; i < 3; ++i) {
        run.spread(0.05);
        run.blocks(4);
        run.spread(0.0);
        run.blocks(12);
    }
    run.finish();
    return run;
}

TEST(GatheredReport, ShowsTheEnginesBooksByNet) {
    auto run = traded();
    const auto report = make_run_report(*run.engine, RunContext{});

    ASSERT_EQ(report.traders.size(), 2U);
    EXPECT_EQ(report.traders[0].config.id, "eager");
    EXPECT_EQ(report.traders[0].metrics.net_usd, run.engine->metrics(ConfigIndex{1}).net_usd);
    EXPECT_GT(report.traders[0].metrics.net_usd, MicroUsd{});
    EXPECT_LT(report.traders[1].metrics.net_usd, MicroUsd{});
    EXPECT_EQ(report.traders[0].pairs.size(), 1U);
    EXPECT_EQ(leader(report), &report.traders[0]);
}

TEST(GatheredReport, NamesTheRouteThatMadeMost) {
    auto run = traded();
    RunContext context;
    const std::vector samples{run.engine->samples(ConfigIndex{0}), run.engine->samples(ConfigIndex{1})};
    context.evidence.evidence = std::make_shared<const Evidence>(weigh(samples, {.replicates = 99, .seed = 1}));
    const auto report = make_run_report(*run.engine, std::move(context));

    const TraderReport& ahead = report.traders[0];
    ASSERT_TRUE(ahead.evidence && ahead.evidence->best_route);
    EXPECT_EQ(ahead.best_route,
              describe_route(run.engine->market(), run.engine->routes().route(ahead.evidence->best_route->route)));
    EXPECT_TRUE(ahead.best_route.starts_with("WETH/USDC: ")) << ahead.best_route;
    EXPECT_TRUE(report.traders[1].best_route.empty()) << "it made nothing";
}

TEST(GatheredReport, CountsEveryPairOnEveryBlock) {
    auto run = traded();
    const auto report = make_run_report(*run.engine, RunContext{});

    ASSERT_EQ(report.pair_edges.size(), 1U);
    EXPECT_EQ(report.pair_edges[0].pair, "WETH/USDC");
    EXPECT_EQ(report.pair_edges[0].edges.judged(), run.chain.size());
    EXPECT_EQ(report.pair_edges[0].edges.no_edge, 1U + 3 * 12);
    EXPECT_EQ(report.pair_edges[0].edges.nets.back(), 3U * 4);
}

TEST(GatheredReport, ShowsHowLongOpportunitiesLasted) {
    auto run = traded();
    const auto report = make_run_report(*run.engine, RunContext{});
    const auto text = render_report(report);
    const auto survival = ordered_json::parse(report_json(report))["survival"];

    ASSERT_EQ(report.survival.size(), 1U);
    EXPECT_EQ(report.survival[0].tally[4].ended, 3U);
    EXPECT_NE(text.find("observed: 0 of 3 gone by the next block, 0 % (95 %: 0 % to 56 %); assumed 0 % to 100 %"),
              std::string::npos)
        << text;
    EXPECT_EQ(survival["all"]["half_life_blocks"], 4);
    EXPECT_EQ(survival["groups"][0]["pair"], "WETH/USDC");
    EXPECT_EQ(survival["groups"][0]["curve"][3]["open_share"], 0.0);
    EXPECT_EQ(survival["competition"]["looked_at"], 3);
}

TEST(GatheredReport, EvidenceStaysWithItsConfiguration) {
    auto run = traded();
    std::vector<TradeSamples> samples;
    for (std::size_t i = 0; i < 2; ++i)
        samples.push_back(run.engine->samples(static_cast<ConfigIndex>(i)));
    Evidence weighed = weigh(samples, {99, 1});
    weighed.best = 1;
    RunContext context;
    context.evidence = {std::make_shared<const Evidence>(weighed), 77, "a note"};

    const auto report = make_run_report(*run.engine, std::move(context));

    for (const auto& trader : report.traders) {
        ASSERT_TRUE(trader.evidence);
        EXPECT_EQ(trader.evidence->trades, trader.metrics.booked());
        EXPECT_NEAR(trader.evidence->mean * static_cast<double>(trader.metrics.booked()),
                    to_double(trader.metrics.net_usd), 1e-6);
    }
    ASSERT_TRUE(report.evidence);
    ASSERT_NE(best_tested(report), nullptr);
    EXPECT_EQ(best_tested(report)->config.id, "eager");
    EXPECT_EQ(report.evidence->block, 77U);
    EXPECT_EQ(report.evidence->episodes, weighed.episodes);
    EXPECT_EQ(report.evidence_note, "a note");
}

TEST(GatheredReport, TheEventLogAddsUpToIt) {
    auto run = traded();
    const EventLogNames names{run.engine->market(), run.engine->routes(), run.engine->configs()};
    std::map<std::string, double> net;
    std::map<std::string, int> actions;
    for (const auto& record : run.records) {
        const auto line = ordered_json::parse(event_log_line(names, record));
        if (line["type"] == "action") ++actions[line["id"]];
        if (line["type"] != "outcome") continue;
        net[line["config"]] += line["net_usd"].get<double>();
        EXPECT_EQ(actions[line["action"]], 1) << "an outcome follows its one action";
    }
    const auto report = make_run_report(*run.engine, RunContext{});

    EXPECT_FALSE(actions.empty());
    for (const auto& trader : report.traders)
        EXPECT_NEAR(net[trader.config.id], to_double(trader.metrics.net_usd), 1e-9) << trader.config.id;
}

}  // namespace
}  // namespace dexarb
