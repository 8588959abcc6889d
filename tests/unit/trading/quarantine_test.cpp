#include "dexarb/trading/quarantine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger_support.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Opportunity> quiet_for(std::uint64_t blocks) {
    Opportunity opportunity;
    opportunity.quiet_blocks = blocks;
    return {opportunity};
}

Quarantine watching(BlockNumber fill) {
    Quarantine quarantine{30};
    quarantine.watch(outcome_of(5, TradeResult::kFilled, kMonday, fill));
    return quarantine;
}

TEST(QuarantineList, IsSuspectAfterMoreThanSoManyQuietBlocksAndMovedOnce) {
    Quarantine quarantine = watching(10);

    EXPECT_THAT(quarantine.judge(quiet_for(30), 40), IsEmpty());
    EXPECT_THAT(quarantine.judge(quiet_for(31), 41), SizeIs(1));
    EXPECT_THAT(quarantine.judge(quiet_for(32), 42), IsEmpty());
}

TEST(QuarantineList, AnUndoneJudgementIsTakenBackAndMayBeMadeAgain) {
    Quarantine quarantine = watching(10);
    static_cast<void>(quarantine.judge(quiet_for(31), 41));

    EXPECT_THAT(quarantine.undo_to(41), IsEmpty());
    EXPECT_THAT(quarantine.undo_to(40), SizeIs(1));
    EXPECT_THAT(quarantine.judge(quiet_for(31), 41), SizeIs(1));
}

TEST(QuarantineList, AnUndoneFillIsForgotten) {
    Quarantine quarantine = watching(10);

    EXPECT_THAT(quarantine.undo_to(9), IsEmpty());
    EXPECT_THAT(quarantine.judge(quiet_for(31), 41), IsEmpty());
}

/// Its entry in the books is final by then, so moving it back would leave books that the records do not add up to.
TEST(QuarantineList, AJudgementOnABlockThatIsReplacedTooDeepStays) {
    Quarantine quarantine = watching(10);
    static_cast<void>(quarantine.judge(quiet_for(31), 41));

    quarantine.forget_above(38);

    EXPECT_THAT(quarantine.undo_to(39), IsEmpty());
    EXPECT_THAT(quarantine.undo_to(38), IsEmpty());
    EXPECT_THAT(quarantine.judge(quiet_for(32), 39), IsEmpty()) << "it is moved already";
}

TEST(QuarantineList, OnlyOpenEpisodesAreJudged) {
    Quarantine quarantine = watching(10);

    EXPECT_THAT(quarantine.judge({}, 41), IsEmpty());
}

}  // namespace
}  // namespace dexarb
