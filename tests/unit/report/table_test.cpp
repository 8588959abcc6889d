#include "report/table.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(Table, AlignsNamesToTheLeftAndNumbersToTheRight) {
    Table table{{"name", "n", "long head"}};
    table.add({"a", "100", "1"});
    table.add({"longer", "1", "-"});

    EXPECT_EQ(table.render(),
              "  name       n   long head\n"
              "  ------------------------\n"
              "  a        100           1\n"
              "  longer     1           -\n");
}

}  // namespace
}  // namespace dexarb
