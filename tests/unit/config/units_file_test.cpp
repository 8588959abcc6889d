#include "dexarb/config/units_file.hpp"

#include <gtest/gtest.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

std::string units_refusal(const std::string& text) {
    const auto units = read_method_units(parse_json(text, "u.json").value(), "u.json");
    return units ? "" : units.error().detail;
}

TEST(UnitsFile, TheShippedOneIsTheUsualOneAndListsEveryMethodThatIsAsked) {
    const MethodUnits shipped_units = load_method_units(shipped("units.json")).value();

    EXPECT_EQ(shipped_units, usual_method_units());
    for (const std::string& method : asked_methods())
        EXPECT_TRUE(shipped_units.lists(method)) << method;
    EXPECT_TRUE(load_json(shipped("units.schema.json")));
}

TEST(UnitsFile, AMethodThatIsNotListedCostsTheDefault) {
    const auto units =
        read_method_units(parse_json(R"({"units": {"eth_call": 3}, "otherwise": 7})", "u").value(), "u").value();

    EXPECT_EQ(units.of("eth_call"), 3U);
    EXPECT_EQ(units.of("eth_getLogs"), 7U);
    EXPECT_FALSE(units.lists("eth_getLogs"));
}

TEST(UnitsFile, RefusesByPlaceAndReason) {
    EXPECT_EQ(units_refusal(R"({"units": {"eth_call": -1}, "otherwise": 1})"),
              "u.json: /units/eth_call: -1 is negative");
    EXPECT_EQ(units_refusal(R"({"units": {"eth_call": 2000000}, "otherwise": 1})"),
              "u.json: /units/eth_call: 2000000 is impossible: at most 1000000");
    EXPECT_EQ(units_refusal(R"({"units": {}})"), "u.json: \"otherwise\" is missing");
    EXPECT_EQ(units_refusal(R"({"unit": {}, "units": {}, "otherwise": 1})"),
              "u.json: /unit: unknown key; did you mean \"units\"?");
}

}  // namespace
}  // namespace dexarb
