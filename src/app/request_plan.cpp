#include "dexarb/app/request_plan.hpp"

#include <algorithm>
#include <cmath>

#include "dexarb/rpc/endpoint_budget.hpp"

namespace dexarb {

namespace {

/// Questions for the head per block: one finds it, and often one came too early.
constexpr double kLooksPerBlock = 1.9;
/// The same where several blocks are waited for.
constexpr double kLooksPerRange = 1.1;
/// Ticks read further and pools read again, per block.
constexpr double kCallsPerBlock = 0.02;
/// Ranges whose last block has no log, so that it is asked for by hash.
constexpr double kConfirmedRanges = 0.1;
constexpr double kCallsPerRequest = 500.0;
constexpr double kLooksAtStandbyPerDay = 86'400.0 / 30.0;
/// The longest range that a low budget leads to; one that is asked for may be longer.
constexpr std::uint64_t kSlowestPace = 128;
/// What a range costs hardly depends on its length; this one stands for all.
constexpr std::uint64_t kTypicalPace = 20;
constexpr double kMillisecondsPerDay = 86'400'000.0;

/// Requests and what they cost.
struct Sum {
    double requests = 0.0;
    double units = 0.0;

    void add(double count, std::uint64_t each) {
        requests += count;
        units += count * static_cast<double>(each);
    }
};

Sum of_one_block(const MethodUnits& units) {
    Sum sum;
    sum.add(kLooksPerBlock, units.of("eth_getBlockByNumber"));
    sum.add(1.0, units.of("eth_getLogs"));
    sum.add(kCallsPerBlock, units.of("eth_call"));
    return sum;
}

Sum of_one_range(const PlanQuestion& question, const MethodUnits& units) {
    const auto blocks = static_cast<double>(question.every);
    const auto state_calls = static_cast<double>(question.pools + question.concentrated_pools);
    Sum sum;
    sum.add(kLooksPerRange, units.of("eth_getBlockByNumber"));
    sum.add(1.0 + kConfirmedRanges, units.of("eth_getLogs"));
    sum.add(std::ceil((blocks + state_calls) / kCallsPerRequest) + kCallsPerBlock * blocks, units.of("eth_call"));
    sum.add(1.0, units.of("eth_feeHistory"));
    return sum;
}

}  // namespace

PlanQuestion plan_question(const MarketDefinition& market) {
    PlanQuestion question;
    question.pools = market.pools.size();
    for (const PoolDefinition& pool : market.pools)
        question.concentrated_pools += market.dexes[pool.dex].kind == DexKind::kConcentrated ? 1U : 0U;
    return question;
}

RequestPlan plan_requests(const PlanQuestion& question, const MethodUnits& units) {
    const bool one_by_one = question.every <= 1;
    const Sum sum = one_by_one ? of_one_block(units) : of_one_range(question, units);
    const double blocks = one_by_one ? 1.0 : static_cast<double>(question.every);
    const double blocks_per_day =
        kMillisecondsPerDay / static_cast<double>(std::max<std::int64_t>(question.block_interval.count(), 1));
    Sum looks;
    looks.add(kLooksAtStandbyPerDay * static_cast<double>(question.endpoints - 1), units.of("eth_getBlockByNumber"));
    RequestPlan plan;
    plan.requests_per_block = sum.requests / blocks;
    plan.units_per_block = sum.units / blocks;
    plan.requests_per_day = plan.requests_per_block * blocks_per_day + looks.requests;
    plan.units_per_day = plan.units_per_block * blocks_per_day + looks.units;
    return plan;
}

std::uint64_t affordable_pace(std::optional<double> units_per_second, PlanQuestion question, const MethodUnits& units) {
    PaceQuestion pace;
    pace.units_per_second = units_per_second;
    pace.block_seconds = static_cast<double>(question.block_interval.count()) / 1e3;
    pace.least = question.every;
    pace.most = std::max(question.every, kSlowestPace);
    question.every = 1;
    pace.units_per_block = plan_requests(question, units).units_per_block;
    question.every = kTypicalPace;
    pace.units_per_round = plan_requests(question, units).units_per_block * static_cast<double>(kTypicalPace);
    return affordable_blocks(pace);
}

}  // namespace dexarb
