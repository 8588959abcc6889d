// A start that fails in the middle.
#include "dexarb/collector/call_memory.hpp"

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;

using testing::CollectorTest;

class CollectorStartAgainTest : public CollectorTest {
  protected:
    CollectorStartAgainTest() { options_.calls_per_request = 3; }

    /// Calls that a start needs where nothing fails.
    std::size_t calls_without_failure() {
        testing::ScriptedChain quiet{builder_.market(), states_};
        PoolStateCollector collector{builder_.market(), quiet, options_, quiet.clock()};
        const auto item = run(context_, collector.next());
        check(item.has_value(), "a start without failures");
        return quiet.called_blocks.size();
    }
};

TEST_F(CollectorStartAgainTest, GoesOnWhereItWasInterrupted) {
    const std::size_t needed = calls_without_failure();
    std::size_t calls = 0;
    chain().on_call = [&] {
        chain().mine();
        if (++calls % 2 == 0) chain().failing_calls = 1;
    };

    const SnapshotPtr first = next_snapshot();

    EXPECT_GE(needed, 8U);
    EXPECT_EQ(first->number(), 1000U) << "though the chain went on";
    EXPECT_LE(chain().called_blocks.size(), 2 * needed) << "smaller ones after a failure, but none twice";
    EXPECT_GE(collector().counters().failures, needed / 2);
    for (const auto pause : chain().sleeps)
        EXPECT_LT(pause, options_.first_pause) << "each answer ends the growing of pauses";
}

TEST_F(CollectorStartAgainTest, TakesANewerBlockOnceItsOwnIsNoLongerServed) {
    std::size_t calls = 0;
    chain().on_call = [&] {
        if (++calls != 4) return;
        chain().mine_empty(5);
        chain().pruned_below = 1003;
    };

    const SnapshotPtr first = next_snapshot();

    expect_equals_chain(first);
    EXPECT_EQ(first->number(), 1005U);
    EXPECT_EQ(collector().counters().failures, 3U) << "refused three times in a row";
}

TEST_F(CollectorStartAgainTest, TakesANewerBlockWhereItsOwnIsTooFarBehindToBeFollowedFrom) {
    std::size_t calls = 0;
    chain().on_call = [&] {
        if (++calls == 4) chain().failing_calls = 24;
    };
    chain().mine_every(2s, 400);

    const SnapshotPtr first = next_snapshot();

    EXPECT_GT(first->number(), 1100U);
    EXPECT_LT(chain().head().id.number - first->number(), 128U);
}

TEST_F(CollectorStartAgainTest, AnswersThatContradictEachOtherAreNotKept) {
    bool is_spoilt = false;
    options_.on_progress = [&](const StartProgress& progress) {
        if (progress.step != StartProgress::Step::kTicks || std::exchange(is_spoilt, true)) return;
        chain().emptied_calls = 1;
    };

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(collector().counters().failures, 1U);
    expect_equals_chain(first);
    for (const PoolReading& reading : collector().readings())
        EXPECT_EQ(reading.status, PoolStatus::kLive) << reading.detail;
}

TEST_F(CollectorStartAgainTest, ANodeThatIsTooSlowForManyCallsIsAskedForFewer) {
    options_.calls_per_request = 500;
    chain().most_calls_in_time = 20;

    expect_equals_chain(next_snapshot());

    EXPECT_LE(collector().counters().failures, 10U);
}

TEST(CallMemory, KeepsAnswersOfOneBlockOnly) {
    const Hash one{{1}};
    const Hash other{{2}};
    const std::vector<MulticallCall> calls{
        {Address{{1}}, true, {1}}, {Address{{2}}, true, {1}}, {Address{{1}}, true, {2}}};
    const std::vector<MulticallResult> answers{{true, {10}}, {false, {}}, {true, {30}}};
    CallMemory memory;

    memory.remember(one, calls, answers);
    EXPECT_EQ(memory.unanswered(one, calls).size(), 3U) << "nobody asked it to";
    memory.keep(one);
    memory.remember(other, calls, answers);
    EXPECT_EQ(memory.size(), 0U);
    memory.remember(one, std::span{calls}.first(2), std::span{answers}.first(2));
    const auto open = memory.unanswered(one, calls);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].data, Bytes{2});
    EXPECT_EQ(memory.unanswered(other, calls).size(), 3U);

    memory.remember(one, std::span{calls}.last(1), std::span{answers}.last(1));
    const auto complete = memory.complete(one, calls, {answers[2]});
    ASSERT_EQ(complete.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(complete[i].success, answers[i].success);
        EXPECT_EQ(complete[i].data, answers[i].data);
    }
    memory.keep(one);
    EXPECT_EQ(memory.size(), 3U);
    memory.keep(other);
    EXPECT_EQ(memory.size(), 0U);
}

}  // namespace
}  // namespace dexarb
