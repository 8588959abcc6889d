#include "dexarb/async/worker.hpp"

#include <future>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;

WorkerOptions capacity(std::size_t most) {
    WorkerOptions options;
    options.capacity = most;
    return options;
}

/// A job that holds the worker until it is let go.
struct Gate {
    std::promise<void> entered;
    std::promise<void> opened;

    void hold(Worker& worker, std::size_t weight = 1) {
        ASSERT_TRUE(worker.try_post(
            [this] {
                entered.set_value();
                opened.get_future().wait();
            },
            weight));
        entered.get_future().wait();
    }
};

TEST(Worker, RunsEveryJobInOrderBeforeItCloses) {
    std::vector<int> seen;
    Worker worker{capacity(1000)};
    for (int i = 0; i < 1000; ++i)
        ASSERT_TRUE(worker.try_post([&seen, i] { seen.push_back(i); }));

    worker.close();

    ASSERT_EQ(seen.size(), 1000U);
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
}

TEST(Worker, RunsWhatWaitsWhenItIsDestroyed) {
    int runs = 0;
    {
        Worker worker{capacity(10)};
        for (int i = 0; i < 10; ++i)
            ASSERT_TRUE(worker.try_post([&runs] { ++runs; }));
    }

    EXPECT_EQ(runs, 10);
}

TEST(Worker, NeverWaitsAndRefusesWhatExceedsItsCapacity) {
    Worker worker{capacity(3)};
    Gate gate;
    gate.hold(worker);

    EXPECT_TRUE(worker.try_post([] {}));
    EXPECT_FALSE(worker.try_post([] {}, 2));
    EXPECT_TRUE(worker.try_post([] {}));
    EXPECT_FALSE(worker.try_post([] {}));
    EXPECT_EQ(worker.load(), 3U);

    gate.opened.set_value();
    worker.close();
    EXPECT_EQ(worker.load(), 0U);
}

TEST(Worker, RefusesJobsOnceClosed) {
    Worker worker{capacity(3)};
    worker.close();

    EXPECT_FALSE(worker.try_post([] {}));
}

TEST(Worker, ExceptionComesOutOfCloseAndEndsTheWork) {
    Worker worker{capacity(10)};
    Gate gate;
    gate.hold(worker);
    bool ran = false;
    ASSERT_TRUE(worker.try_post([] { throw std::runtime_error{"no room"}; }));
    ASSERT_TRUE(worker.try_post([&ran] { ran = true; }));
    gate.opened.set_value();

    EXPECT_THROW(worker.close(), std::runtime_error);
    EXPECT_FALSE(ran);
}

TEST(Worker, ExceptionComesOutOfTheNextPost) {
    Worker worker{capacity(1)};
    ASSERT_TRUE(worker.try_post([] { throw std::runtime_error{"no room"}; }));
    const auto post_until_refused = [&worker] {
        while (true)
            if (worker.try_post([] {})) std::this_thread::yield();
    };

    EXPECT_THROW(post_until_refused(), std::runtime_error);
}

TEST(Worker, TellsWhenNothingComes) {
    std::promise<void> told;
    WorkerOptions options = capacity(1);
    options.idle_after = 1ms;
    options.on_idle = [&told, once = false]() mutable {
        if (!once) told.set_value();
        once = true;
    };
    Worker worker{std::move(options)};

    EXPECT_EQ(told.get_future().wait_for(60s), std::future_status::ready);
}

}  // namespace
}  // namespace dexarb
