#include "dexarb/trading/ledger.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "ledger_support.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

/// Remembers what was applied; the net depends on the order.
struct Trace {
    std::vector<BlockNumber> blocks;
    std::uint64_t hash = 0;
    void apply(const LedgerEntry& entry) {
        blocks.push_back(entry.block);
        hash = hash * 31 + entry.block;
    }
};

TEST(Ledger, UndoingDropsOutcomesAboveTheForkAndKeepsActions) {
    Ledger<Trace> ledger{Trace{}};
    ledger.append(action_on(kMonday, 10));
    ledger.append(settled(1, kMonday, TradeResult::kFilled, 11));
    ledger.append(action_on(kMonday, 12));
    ledger.append(settled(1, kMonday, TradeResult::kFilled, 13));

    ledger.undo_to(11);

    EXPECT_EQ(ledger.state().blocks, (std::vector<BlockNumber>{10, 11, 12}));
}

TEST(Ledger, FoldingForGoodChangesNothing) {
    Ledger<Trace> ledger{Trace{}};
    Trace plain;
    for (BlockNumber block = 1; block <= 500; ++block) {
        ledger.append(settled(1, kMonday, TradeResult::kFilled, block));
        plain.apply(settled(1, kMonday, TradeResult::kFilled, block));
    }

    EXPECT_EQ(ledger.state().hash, plain.hash);
}

TEST(Ledger, UndoesAsDeepAsAReplicaDoesAfterALongRun) {
    Ledger<Trace> ledger{Trace{}};
    for (BlockNumber block = 1; block <= 500; ++block)
        ledger.append(settled(1, kMonday, TradeResult::kFilled, block));

    ledger.undo_to(500 - kUndoDepth);
    ledger.append(settled(1, kMonday, TradeResult::kFilled, 500));

    EXPECT_EQ(ledger.state().blocks.size(), 500 - kUndoDepth + 1);
    EXPECT_EQ(ledger.state().blocks.back(), 500U);
}

}  // namespace
}  // namespace dexarb
