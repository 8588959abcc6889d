#include "dexarb/report/csv.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(CsvRow, QuotesWhatNeedsItAndEndsInCrLf) {
    CsvRow row;
    row.add("plain").add("a,b").add("say \"no\"").add("two\nlines").add("").add(7);

    EXPECT_EQ(row.line(), "plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,7\r\n");
}

TEST(CsvRow, KeepsEveryDigitOfAmountsAndDollars) {
    CsvRow row;
    row.add(U256::max()).add(MicroUsd{-1}).add(MicroUsd{INT64_MIN}).add(std::optional<MicroUsd>{});

    EXPECT_EQ(row.line(),
              "115792089237316195423570985008687907853269984665640564039457584007913129639935,-0.000001,"
              "-9223372036854.775808,\r\n");
}

TEST(CsvRow, ShowsGweiToTheWei) {
    EXPECT_EQ(exact_gwei(312'400'000'001), "312.400000001");
    EXPECT_EQ(exact_gwei(30'000'000'000), "30");
    EXPECT_EQ(exact_gwei(1), "0.000000001");
}

}  // namespace
}  // namespace dexarb
