#include "dexarb/app/status_screen.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace dexarb {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

Json status() {
    return Json::parse(R"({
        "health": "live", "alarms": ["the disk is full"], "why_nothing_traded": ["gas was above every cap"],
        "verdict": "Nobody is ahead.", "evidence": {"sentence": "No configuration is separable from zero."},
        "run": {"market": "Polygon PoS", "version": "1.2.3", "is_simulated": false},
        "block": {"number": 123, "age_ms": 1500, "base_fee_gwei": 30.5},
        "feed": {"pools_certain": 79, "pools_total": 86, "blocks_seen": 10, "blocks_missed": 1, "blocks_late": 2,
                 "endpoints": [{"name": "https://node.example", "state": "resting", "latency_ms": 12, "requests": 34,
                                "failures": 5, "reason": "HTTP 503"}]},
        "configs": [{"id": "moderate", "net_usd": 12.345, "drawdown_usd": 1.5, "actions": 4, "filled": 2, "reverted": 1,
                     "lost": 1, "in_flight": 0, "pause": null},
                    {"id": "unlucky", "net_usd": -3.0, "pause": "daily_loss"}],
        "alerts": [{"webhook": "ops", "delivered": 3, "waiting": 2, "lost": 1, "dropped": 4,
                    "trouble": "https://hooks.example: HTTP 429"}]})");
}

ScreenLook wide() {
    ScreenLook look;
    look.columns = 100;
    return look;
}

TEST(StatusScreen, ShowsBlockBooksEndpointsAndAlarms) {
    const std::string text = render_status(status(), wide());

    for (const char* part : {"Polygon PoS", "live: block 123, 1.5 s old", "79 of 86 pools", "ALARM: the disk is full",
                             "moderate", "12.35", "-3.00", "daily_loss", "https://node.example resting", "HTTP 503",
                             "alerts to ops: 3 delivered, 2 waiting, 5 lost; https://hooks.example: HTTP 429",
                             "gas was above every cap", "Nobody is ahead.", "No configuration is separable from zero."})
        EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(StatusScreen, ColoursGainsAndLossesOnlyWhereAsked) {
    ScreenLook look = wide();
    look.colors = true;

    const std::string text = render_status(status(), look);

    EXPECT_THAT(text, HasSubstr("\x1b[32mmoderate"));
    EXPECT_THAT(text, HasSubstr("\x1b[31munlucky"));
}

TEST(StatusScreen, NoLineIsWiderThanTheScreen) {
    ScreenLook look;
    look.columns = 40;

    std::istringstream lines{render_status(status(), look)};

    for (std::string line; std::getline(lines, line);)
        EXPECT_LE(line.size(), 40U) << line;
}

TEST(StatusScreen, WhatTheDaemonSaysMovesNoCursor) {
    Json hostile = status();
    hostile["alarms"][0] = "x\x1b[2J\x07y";
    hostile["run"]["market"] = "a\nb";

    const std::string text = render_status(hostile, wide());

    EXPECT_THAT(text, HasSubstr("x?[2J?y"));
    EXPECT_THAT(text, HasSubstr("a?b"));
}

TEST(StatusScreen, WhatIsMissingOrOfAnotherTypeIsLeftOut) {
    EXPECT_THAT(render_status(Json::parse(R"({"configs": [{"id": 5}], "block": "x"})"), wide()),
                HasSubstr("no block yet"));
}

TEST(StatusScreen, NoColorAndDumbTerminalsAreTakenAtTheirWord) {
    const ScreenLook look = look_of_stdout();

    // The tests' output is no terminal, or one that says what it is.
    EXPECT_GE(look.columns, 40U);
    EXPECT_TRUE(!look.colors || look.can_redraw);
}

}  // namespace
}  // namespace dexarb
