#include "dexarb/net/http_date.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using namespace std::chrono;

TEST(HttpDate, IsReadInItsOneForm) {
    const auto date = parse_http_date("Tue, 15 Nov 1994 08:12:31 GMT");

    ASSERT_TRUE(date);
    EXPECT_EQ(*date, sys_days{year{1994} / November / 15} + 8h + 12min + 31s);
    EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 23:59:59 GMT").value(),
              sys_days{year{2024} / February / 29} + 23h + 59min + 59s);
}

TEST(HttpDate, OtherFormsAndImpossibleOnesAreRefused) {
    for (const char* text :
         {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Tue, 15 Nov 1994 08:12:31 CET",
          "Tue, 15 Nuv 1994 08:12:31 GMT", "Tue, 31 Feb 1994 08:12:31 GMT", "Tue, 15 Nov 1994 24:12:31 GMT",
          "Tue, 15 Nov 1994 08:60:31 GMT", "Tue, -5 Nov 1994 08:12:31 GMT"})
        EXPECT_FALSE(parse_http_date(text)) << text;
}

}  // namespace
}  // namespace dexarb
