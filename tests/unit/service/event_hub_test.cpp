#include "service/event_hub.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

struct EventHubTest : ::testing::Test {
    EventHubOptions options() {
        EventHubOptions options;
        options.run = "r1";
        options.most_events = 4;
        options.heartbeat = 5ms;
        return options;
    }
    std::optional<std::string> next(const std::shared_ptr<HttpBodyStream>& stream) {
        return run(context, stream->next());
    }

    boost::asio::io_context context;
};

TEST_F(EventHubTest, AClientGetsAHelloThenEveryEvent) {
    EventHub hub{context.get_executor(), options()};
    const auto client = hub.subscribe("");

    hub.publish("block", "{}");
    hub.publish("trade", R"({"a":1})");

    EXPECT_THAT(next(client).value(), HasSubstr(R"(data: {"run":"r1","resumed":false})"));
    EXPECT_EQ(next(client), "id: r1-1\nevent: block\ndata: {}\n\nid: r1-2\nevent: trade\ndata: {\"a\":1}\n\n");
    EXPECT_EQ(next(client), ":\n\n");
}

TEST_F(EventHubTest, WhoComesBackMissesNothingThatIsStillKept) {
    EventHub hub{context.get_executor(), options()};
    for (int i = 0; i < 5; ++i)
        hub.publish("block", std::to_string(i));

    const auto back = hub.subscribe("r1-1");
    EXPECT_THAT(next(back).value(), HasSubstr("\"resumed\":true"));
    EXPECT_THAT(next(back).value(), HasSubstr("id: r1-2\n"));

    for (const char* id : {"r1-0", "r0-4", "r1-9", "r1-", "r1", "x", "r1-4x"}) {
        const auto stranger = hub.subscribe(id);
        EXPECT_THAT(next(stranger).value(), HasSubstr("\"resumed\":false")) << id;
        EXPECT_EQ(next(stranger), ":\n\n") << id;
    }
}

TEST_F(EventHubTest, ASlowClientIsLetGoAndCounted) {
    EventHub hub{context.get_executor(), options()};
    const auto slow = hub.subscribe("");
    const auto quick = hub.subscribe("");
    EXPECT_TRUE(next(slow));
    EXPECT_TRUE(next(quick));

    for (int i = 0; i < 5; ++i) {
        hub.publish("block", "{}");
        EXPECT_TRUE(next(quick));
    }

    EXPECT_EQ(next(slow), std::nullopt);
    EXPECT_EQ(hub.stats().dropped_clients, 1);
}

TEST_F(EventHubTest, WhatIsKeptIsBoundedInBytesToo) {
    EventHubOptions few_bytes = options();
    few_bytes.most_bytes = 100;
    EventHub hub{context.get_executor(), few_bytes};
    hub.publish("block", std::string(50, 'a'));
    hub.publish("block", std::string(50, 'b'));

    const auto back = hub.subscribe("r1-0");

    EXPECT_THAT(next(back).value(), HasSubstr("\"resumed\":false"));
}

TEST_F(EventHubTest, OnlySoManyMayListen) {
    EventHubOptions one = options();
    one.most_clients = 1;
    EventHub hub{context.get_executor(), one};
    auto first = hub.subscribe("");

    EXPECT_EQ(hub.subscribe(""), nullptr);
    first.reset();
    EXPECT_NE(hub.subscribe(""), nullptr);
}

TEST_F(EventHubTest, ClosingLetsClientsReadWhatIsThere) {
    EventHub hub{context.get_executor(), options()};
    const auto client = hub.subscribe("");
    hub.publish("end", "{}");

    hub.close();

    EXPECT_TRUE(next(client));
    EXPECT_THAT(next(client).value(), HasSubstr("event: end"));
    EXPECT_EQ(next(client), std::nullopt);
    EXPECT_EQ(hub.subscribe(""), nullptr);
}

TEST_F(EventHubTest, AClientWhosePeerHasGoneEnds) {
    EventHub hub{context.get_executor(), options()};
    const auto client = hub.subscribe("");
    EXPECT_TRUE(next(client));

    client->end();

    EXPECT_EQ(next(client), std::nullopt);
}

TEST_F(EventHubTest, WaitsForItsClientsAndNoLongerThanItMay) {
    EventHub hub{context.get_executor(), options()};
    auto leaves = hub.subscribe("");
    const auto stays = hub.subscribe("");
    const auto took = [this](Task<void> task) {
        const auto begun = std::chrono::steady_clock::now();
        run(context, std::move(task));
        return std::chrono::steady_clock::now() - begun;
    };

    hub.close();
    EXPECT_GE(took(hub.wait_for_clients(20ms)), 20ms) << "both are there";
    leaves.reset();
    EXPECT_GE(took(hub.wait_for_clients(20ms)), 20ms) << "one stays";
    EXPECT_EQ(hub.stats().clients, 1U);
}

TEST_F(EventHubTest, WaitsNotAtAllOnceTheLastHasLeft) {
    EventHub hub{context.get_executor(), options()};
    auto client = hub.subscribe("");
    boost::asio::steady_timer leaves{context, 5ms};
    leaves.async_wait([&client](boost::system::error_code) { client.reset(); });

    hub.close();
    const auto begun = std::chrono::steady_clock::now();
    run(context, hub.wait_for_clients(1h));

    EXPECT_LT(std::chrono::steady_clock::now() - begun, 1min);
    EXPECT_EQ(hub.stats().clients, 0U);
}

}  // namespace
}  // namespace dexarb
