// A quiet run says once a minute that it lives, however many blocks come.

#include <algorithm>
#include <sstream>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/live_pipeline.hpp"
#include "dexarb/app/session_facts.hpp"
#include "dexarb/async/ticker.hpp"

#include "support/held_clock.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using testing::HeldClock;

constexpr auto kBetweenBlocks = 2s;

TEST(Heartbeat, IsOneLineAMinute) {
    std::ostringstream log;
    spdlog::logger logger{"heartbeat", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)};
    logger.set_pattern("%v");
    boost::asio::io_context context;
    FeedStatus status;
    const Ticker<HeldClock> beat{context, kHeartbeat, [&] { logger.info("{}", heartbeat_text(status, 3)); }};

    for (int minute = 1; minute <= 7; ++minute) {
        for (auto passed = 0s; passed < 60s; passed += kBetweenBlocks) {
            status.head = BlockId{status.head ? status.head->number + 1 : 100, {}};
            ++status.blocks_seen;
            HeldClock::pass(kBetweenBlocks, context);
        }
        const std::string text = log.str();
        ASSERT_EQ(std::ranges::count(text, '\n'), minute) << text;
    }
    EXPECT_TRUE(log.str().starts_with("block 129, 0 s old, 30 seen, ")) << log.str();
}

}  // namespace
}  // namespace dexarb
