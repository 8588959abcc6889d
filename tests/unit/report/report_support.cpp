#include "report_support.hpp"

#include <gtest/gtest.h>

namespace dexarb::test {
namespace {

constexpr std::uint64_t kGwei = 1'000'000'000;

MicroUsd micro(std::int64_t value) {
    return {value};
}

TraderReport trader(const std::string& name, std::uint64_t cap_gwei) {
    TraderReport report;
    report.config.name = name;
    report.config.id = name;
    report.config.min_profit_usd = micro(5'000'000);
    report.config.max_trade_size_usd = micro(1'000'000'000);
    report.config.max_gas_price_wei = cap_gwei * kGwei;
    report.config.daily_loss_limit_usd = micro(100'000'000);
    report.config.pairs = {0};
    report.pairs = {"WETH/USDC.e"};
    report.metrics.today.day = UtcDay{std::chrono::days{20'000}};
    return report;
}

std::uint64_t& stopped(TraderReport& report, RejectReason reason) {
    return report.metrics.funnel.stopped[static_cast<std::size_t>(reason)];
}

std::uint64_t& result(TraderReport& report, TradeResult result) {
    return report.metrics.results[static_cast<std::size_t>(result)];
}

void trade(TraderReport& report, std::int64_t net) {
    auto& m = report.metrics;
    m.actions = 3;
    m.net_usd = micro(net);
    m.gross_usd = micro(net + 30'000);
    m.gas_usd = micro(30'000);
    m.largest_win_usd = micro(net > 0 ? net + 10'000 : 0);
    m.largest_loss_usd = micro(net > 0 ? -10'000 : net);
    m.wins = net > 0 ? 1 : 0;
    m.losses = net > 0 ? 1 : 2;
    result(report, TradeResult::kFilled) = 1;
    result(report, TradeResult::kLost) = 1;
    result(report, TradeResult::kExpired) = 1;
    m.model_net_usd.fill(micro(net + 1));
    m.model_net_usd[static_cast<std::size_t>(FillModel::kInstant)] = micro(net + 1'000'000);
    m.model_net_usd[static_cast<std::size_t>(FillModel::kSurvivalCompetition)] = micro(net);
}

/// Booked trades, so many of them filled, and as many expired and unknown as a few.
void book(TraderReport& report, std::uint64_t filled, std::uint64_t lost) {
    report.metrics.results = {};
    result(report, TradeResult::kFilled) = filled;
    result(report, TradeResult::kLost) = lost;
    result(report, TradeResult::kExpired) = 8;
    result(report, TradeResult::kUnknown) = 5;
    report.metrics.actions = filled + lost + 13;
}

TradeEvidence evidence_of(std::uint64_t trades, std::size_t days, double mean) {
    TradeEvidence evidence;
    evidence.trades = trades;
    evidence.days = days;
    evidence.mean = mean;
    evidence.median = mean / 2.0;
    evidence.losses = trades / 3;
    evidence.drawdown = {micro(12'340'000), std::chrono::hours{30}, false};
    evidence.trial.moments = {trades, mean, 2.0, 0.5, 4.0};
    if (trades < kFewestTrades) return evidence;
    evidence.mean_interval = Interval{mean - 0.75, mean + 0.75};
    evidence.median_interval = Interval{mean - 1.0, mean + 1.0};
    evidence.survival_interval = Interval{mean - 0.5, mean + 0.5};
    evidence.trial.p = 0.08;
    evidence.profit_factor = 1.5;
    evidence.expectancy = 0.25;
    evidence.largest_day_share = 0.3;
    return evidence;
}

void test(TradeEvidence& evidence, double t, double p) {
    evidence.trial.t = t;
    evidence.trial.p_holm = evidence.trial.p_resampled = p;
    evidence.deflated_sharpe = 1.0 - p;
}

}  // namespace

EndpointStatus refusing_endpoint(const std::string& name, std::vector<RefusedAnswers> refused) {
    EndpointStatus endpoint;
    endpoint.name = name;
    endpoint.refused = std::move(refused);
    return endpoint;
}

RunReport quiet_report() {
    RunReport report;
    report.version = "0.1.0";
    report.market = "Polygon PoS";
    report.chain_id = 137;
    report.started_at = Timestamp{std::chrono::milliseconds{1'790'000'000'000}};
    report.made_at = report.started_at + std::chrono::minutes{245};
    report.assumptions.seed = 7;
    report.assumptions.market_priority_fee_wei = 30 * kGwei;
    report.assumptions.gas = {21'000, 70'000, 110'000, 25'000};
    report.assumptions.stablecoins = {"USDC.e", "USDC", "USDT", "DAI"};
    report.feed.endpoint = "https://rpc.example.org";
    report.feed.head = BlockId{78'123'456, {}};
    report.feed.head_age = std::chrono::milliseconds{1'250};
    report.feed.base_fee_wei = 312'400'000'000;
    report.feed.native_price_usd = 0.1012;
    report.feed.blocks_seen = 7'350;
    report.feed.blocks_missed = 2;
    report.feed.pools_certain = 84;
    report.feed.pools_total = 86;
    report.feed.requests = 21'400;
    report.feed.steady_requests = 21'315;
    report.feed.steady_blocks = 7'350;
    report.feed.health = FeedHealth::kLive;
    report.feed.parity = {31, 0, 1'240, 1'240, 0, {}};
    for (const std::uint64_t cap : {50U, 100U, 200U})
        report.traders.push_back(trader("cap_" + std::to_string(cap), cap));
    for (auto& each : report.traders) {
        each.metrics.funnel.episodes = 41;
        stopped(each, RejectReason::kGasAboveCap) = 41;
    }
    EdgeHistogram edges{.not_judged = 12, .no_edge = 7'000};
    edges.nets[2] = 250;
    edges.nets[4] = 99;
    report.pair_edges = {{"WETH/USDC.e", edges}, {"WMATIC/USDC.e", EdgeHistogram{.no_edge = 7'350}}};
    report.nearest_miss = {"WETH/USDC.e: UniswapV3 0.05% > QuickSwapV2 0.30%", 78'120'001, micro(-13'000), -1234.5};
    return report;
}

RunReport busy_report() {
    auto report = quiet_report();
    report.traders[0].config.name = "Conservative";
    trade(report.traders[0], -40'000);
    report.traders[1].config.name = "Moderate";
    trade(report.traders[1], 3'250'000);
    report.traders[2].metrics.pause = Pause{RejectReason::kDailyLoss, UtcDay{std::chrono::days{20'001}}};
    report.traders[2].metrics.quarantined = 2;
    report.traders[2].metrics.quarantined_usd = micro(9'000'000);
    report.traders[2].metrics.nearest_miss =
        ConfigNearestMiss{{}, 78'120'000, RejectReason::kMinProfit, micro(420'000), micro(4'580'000)};
    report.traders[2].nearest_miss_route = "WETH/USDC.e: UniswapV3 0.05% > QuickSwapV2 0.30%";
    sort_by_net(report.traders);
    return report;
}

void name_best(RunReport& report, std::optional<std::size_t> index) {
    for (std::size_t i = 0; i < report.traders.size(); ++i)
        report.traders[i].is_best = index == i;
}

RunReport weighed_report() {
    auto report = busy_report();
    report.evidence = FamilyEvidence{78'123'450, 2.6, 2, 1.4, 0.05, 430, 9};
    name_best(report, 0);
    book(report.traders[0], 340, 72);
    report.traders[0].evidence = evidence_of(412, 9, 0.9);
    test(*report.traders[0].evidence, 1.4, 0.2);
    report.traders[0].evidence->daily = DailyRatios{9, 0.41, 0.62};
    book(report.traders[1], 22, 11);  // two of the fills in quarantine
    report.traders[1].evidence = evidence_of(31, 1, 0.2);
    test(*report.traders[1].evidence, 0.5, 1.0);
    report.traders[1].evidence->behind = 0.7;
    report.traders[1].evidence->behind_interval = Interval{-0.1, 1.5};
    book(report.traders[2], 10, 2);
    report.traders[2].evidence = evidence_of(12, 1, -0.01);
    return report;
}

VerdictReport judged() {
    VerdictReport report;
    report.history.report = weighed_report();
    report.history.run = 3;
    report.history.first_block = 78'000'000;
    report.history.last_block = 78'123'456;
    report.history.last_at = report.history.report.made_at;
    report.history.first_at = report.history.last_at - std::chrono::days{9};
    report.rules = {100, 7, 0.05, 0.0, 0.5, 900.0, true, true};
    report.rules_from = "configs/verdict.json";
    report.record.days = 9.0;
    report.record.parity = {31, 0, 1'240, 1'240, 0, {}};
    report.record.digest_verified = true;
    report.record.digest_note = "7350 blocks with 120 decisions and outcomes of 1 run come out the same";
    return report;
}

void judge_again(VerdictReport& report) {
    Evidence evidence;
    evidence.bar = 2.6;
    std::vector<double> nets;
    for (const auto& trader : report.history.report.traders) {
        evidence.configs.push_back(*trader.evidence);
        nets.push_back(to_double(trader.metrics.net_usd));
    }
    report.verdict = judge(evidence, nets, report.record, report.rules);
}

RunReport overflowing_report() {
    auto report = weighed_report();
    report.evidence->block = report.evidence->episodes = report.evidence->days = 123'456;
    report.evidence->bar = 1e12;
    report.evidence_note = std::string(300, 'n');
    report.feed.head = BlockId{123'456'789'012, {}};
    report.market = std::string(300, 'M');
    report.feed.endpoint = "https://" + std::string(300, 'e');
    report.assumptions.market_is_simulated = true;
    report.assumptions.modelled_arrival = std::chrono::milliseconds{300};
    for (int i = 0; i < 40; ++i)
        report.assumptions.stablecoins.push_back("USD" + std::to_string(i));
    report.feed.health = FeedHealth::kStalled;
    report.feed.quiet = report.feed.stall_after = std::chrono::hours{99'999};
    report.feed.parity = {
        123'456'789'012, 123'456'789'012,
        123'456'789'012, 123'456'789'012,
        123'456'789'012, {std::string(300, 'd'), "block 1, WETH/USDC.e: reserve0 is 5, on the chain 7"}};
    report.feed.blocks_stale = report.feed.blocks_undone_beyond = 123'456'789'012;
    report.feed.blooms_contradicted = report.feed.bloom_exceptions = 123'456'789'012;
    report.feed.endpoints = {refusing_endpoint(std::string(300, 'e'), {{"log_of_other_block", 123'456'789'012}})};
    report.nearest_miss->route = "A-SYMBOL-OF-24-LETTERS/12: " + std::string(60, 'r') + " > " + std::string(60, 's');
    for (auto& [pair, edges] : report.pair_edges) {
        edges.nets.fill(123'456'789'012);
        edges.not_judged = edges.no_edge = 123'456'789'012;
    }
    for (auto& each : report.traders) {
        auto& m = each.metrics;
        each.evidence->trades = 2'000;
        each.evidence->forgotten = 123'456'789'012;
        each.evidence->days = 400;
        each.evidence->mean = each.evidence->median = -1e12;
        each.evidence->mean_interval = each.evidence->behind_interval = Interval{-1e12, -1e12};
        each.evidence->behind = -1e12;
        test(*each.evidence, -1e12, 0.0);
        each.evidence->profit_factor = each.evidence->expectancy = 1e12;
        each.evidence->drawdown = {micro(INT64_MAX), std::chrono::hours{400 * 24}, false};
        each.evidence->daily = DailyRatios{400, -1e12, -1e12};
        each.config.name = std::string(24, 'W');
        each.nearest_miss_route = report.nearest_miss->route;
        m.net_usd = m.largest_loss_usd = micro(-999'999'999'999);
        m.gross_usd = m.gas_usd = m.flash_fee_usd = micro(9'000'000'000'000'000);
        m.drawdown_usd = m.largest_win_usd = m.today.net_usd = micro(999'999'999'999);
        m.losses = 100'000;
        m.results.fill(123'456'789'012);
        m.actions = m.in_flight = m.funnel.episodes = m.funnel.acted = 123'456'789'012;
        m.funnel.stopped.fill(123'456'789'012);
        for (FilterPrice& price : m.filter_prices) {
            price.results.fill(123'456'789'012);
            price.net_usd = micro(-999'999'999'999);
            price.squares = 1e12;
        }
        m.model_net_usd.fill(micro(-999'999'999'999));
        m.stranded = 123'456'789;
        m.stranded_usd = micro(-999'999'999'999);
        m.corrections = m.missed_events = m.quarantined = 123'456'789;
        m.quarantined_usd = micro(-999'999'999'999);
        m.pause = Pause{RejectReason::kConsecutiveLoss, UtcDay{std::chrono::days{20'001}}};
    }
    return report;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

std::string unwrapped(const std::string& text) {
    std::string joined;
    for (const char letter : text)
        if (const bool blank = letter == ' ' || letter == '\n'; !blank)
            joined += letter;
        else if (!joined.ends_with(' '))
            joined += ' ';
    return joined;
}

std::string line_with(const std::string& text, const std::string& part) {
    for (const auto& line : lines_of(text))
        if (line.find(part) != std::string::npos) return line;
    ADD_FAILURE() << "no line holds \"" << part << "\" in\n" << text;
    return "";
}

}  // namespace dexarb::test
