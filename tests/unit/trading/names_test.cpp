#include <set>

#include <gtest/gtest.h>

#include "dexarb/trading/reject.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {
namespace {

TEST(Names, EveryFillModelReadsBackAsItself) {
    for (std::size_t i = 0; i < kFillModelCount; ++i) {
        const auto model = static_cast<FillModel>(i);
        EXPECT_EQ(fill_model_from_string(to_string(model)), model);
    }
    EXPECT_EQ(fill_model_from_string("Survival"), std::nullopt);
}

TEST(Names, ReasonsAndResultsAreNamedApart) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < kRejectReasonCount; ++i)
        names.insert(to_string(static_cast<RejectReason>(i)));
    for (std::size_t i = 0; i < kTradeResultCount; ++i)
        names.insert(to_string(static_cast<TradeResult>(i)));

    EXPECT_EQ(names.size(), kRejectReasonCount + kTradeResultCount);
    EXPECT_EQ(to_string(RejectReason::kGasAboveCap), "gas_above_cap");
    EXPECT_EQ(to_string(RejectReason::kPoolBusy), "pool_busy");
    EXPECT_EQ(to_string(TradeResult::kUnknown), "unknown");
}

}  // namespace
}  // namespace dexarb
