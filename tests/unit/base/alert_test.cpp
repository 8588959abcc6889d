#include "dexarb/base/alert.hpp"

#include <set>

#include <gtest/gtest.h>

#include "dexarb/base/placeholders.hpp"

namespace dexarb {
namespace {

TEST(AlertKinds, StandInOrderAndAreFoundByTheirOwnName) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < kAlertKindCount; ++i) {
        const AlertKindFacts& facts = alert_kinds()[i];
        EXPECT_EQ(static_cast<std::size_t>(facts.kind), i);
        EXPECT_EQ(alert_kind_from_string(facts.name), facts.kind);
        EXPECT_FALSE(facts.meaning.empty());
        names.insert(facts.name);
    }

    EXPECT_EQ(names.size(), kAlertKindCount);
    EXPECT_EQ(alert_kind_from_string("no_such"), std::nullopt);
}

std::string filled(std::string_view text) {
    return fill_placeholders(text, [](std::string_view name) { return "<" + std::string{name} + "{b}>"; });
}

TEST(Placeholders, AreReplacedOnceAndOtherBracesStay) {
    EXPECT_EQ(filled("a {b} c{d_e}"), "a <b{b}> c<d_e{b}>");
    EXPECT_EQ(filled("{"), "{");
    EXPECT_EQ(filled("{}"), "{}");
    EXPECT_EQ(filled("{B} {1} {a b}"), "{B} {1} {a b}");
    EXPECT_EQ(filled("{{b}"), "{<b{b}>");
    EXPECT_EQ(filled("{b"), "{b");
    EXPECT_EQ(filled(""), "");
}

}  // namespace
}  // namespace dexarb
