#include "dexarb/collector/audit_rota.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "support/market_builder.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using Read = AuditQuestion::Read;

/// `count` pools, by turns of two reserves and of ticks.
struct Pools {
    explicit Pools(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            if (i % 2 == 0)
                builder.add(PairPool{});
            else
                builder.add(RangePool{});
        snapshot = builder.next_block();
    }

    MarketBuilder builder;
    SnapshotPtr snapshot;
};

std::set<PoolIndex> pools_in(const std::vector<AuditQuestion>& questions) {
    std::set<PoolIndex> pools;
    for (const AuditQuestion& question : questions)
        pools.insert(question.pool);
    return pools;
}

TEST(AuditRota, EveryPoolHasItsTurnOnceBeforeAnyHasItAgain) {
    const Pools market{20};
    AuditOptions options;
    options.pools = 5;
    AuditRota rota{20, options, 7};

    std::set<PoolIndex> seen;
    for (int audit = 0; audit < 4; ++audit)
        for (const PoolIndex pool : pools_in(rota.draw(*market.snapshot)))
            EXPECT_TRUE(seen.insert(pool).second) << "pool " << position(pool) << " again";

    EXPECT_EQ(seen.size(), 20U);
}

TEST(AuditRota, TheSeedDecidesTheOrder) {
    const Pools market{20};
    AuditOptions options;
    options.pools = 5;
    AuditRota one{20, options, 7};
    AuditRota same{20, options, 7};
    AuditRota other{20, options, 8};

    const auto drawn = one.draw(*market.snapshot);

    EXPECT_EQ(drawn, same.draw(*market.snapshot));
    EXPECT_NE(drawn, other.draw(*market.snapshot));
}

TEST(AuditRota, OverTimeEveryKnownWordAndTickIsAsked) {
    const Pools market{2};
    AuditOptions options;
    options.words = 3;
    options.ticks = 1;
    AuditRota rota{2, options, 1};
    const auto& pool = std::get<ConcentratedState>(market.snapshot->pool(PoolIndex{1})->state);
    ASSERT_GE(pool.ticks->ticks().size(), 2U);

    std::set<std::int32_t> words;
    std::set<std::int32_t> ticks;
    for (int turn = 0; turn < 2000; ++turn)
        for (const AuditQuestion& question : rota.draw(*market.snapshot)) {
            if (question.read == Read::kBitmapWord) words.insert(question.at);
            if (question.read == Read::kTick) ticks.insert(question.at);
        }

    const WordRange known = pool.ticks->known();
    EXPECT_EQ(words.size(), static_cast<std::size_t>(known.last - known.first + 1));
    EXPECT_EQ(ticks.size(), pool.ticks->ticks().size());
}

TEST(AuditRota, UncertainPoolsAreNotAsked) {
    Pools market{6};
    market.builder.make_uncertain(PoolIndex{0});
    market.builder.make_uncertain(PoolIndex{3});
    AuditRota rota{6, {}, 1};

    const auto pools = pools_in(rota.draw(*market.builder.next_block()));

    EXPECT_EQ(pools, (std::set{PoolIndex{1}, PoolIndex{2}, PoolIndex{4}, PoolIndex{5}}));
}

TEST(AuditRota, CallsAreBoundedAndAPoolThatDidNotFitIsNext) {
    const Pools market{20};
    AuditOptions options;
    options.calls = 40;
    AuditRota rota{20, options, 7};

    std::set<PoolIndex> seen;
    while (seen.size() < 20) {
        const auto questions = rota.draw(*market.snapshot);
        ASSERT_LE(questions.size(), 40U);
        const std::size_t before = seen.size();
        seen.merge(pools_in(questions));
        ASSERT_GT(seen.size(), before) << "the first round passes nobody over";
    }
}

TEST(AuditRota, ARefusedSizeIsHalvedDownToAFew) {
    const Pools market{20};
    AuditRota rota{20, {}, 7};
    const std::size_t before = rota.draw(*market.snapshot).size();
    for (int i = 0; i < 20; ++i)
        rota.ask_less();

    const std::size_t after = rota.draw(*market.snapshot).size();

    EXPECT_LT(after, before);
    EXPECT_GT(after, 0U);
}

}  // namespace
}  // namespace dexarb
