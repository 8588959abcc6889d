#include <memory>
#include <stdexcept>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/async/mailbox.hpp"
#include "dexarb/async/notifier.hpp"
#include "dexarb/async/run.hpp"
#include "dexarb/async/task.hpp"
#include "dexarb/async/when_all.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;

struct Async : testing::Test {
    boost::asio::io_context context;
};

Task<void> send_numbers(Mailbox<int>& mailbox, int count) {
    for (int i = 0; i < count; ++i)
        static_cast<void>(co_await mailbox.send(i));
    mailbox.close();
}

Task<void> receive_all(Mailbox<int>& mailbox, std::vector<int>& received) {
    while (true) {
        const auto value = co_await mailbox.receive();
        if (!value) co_return;
        received.push_back(*value);
    }
}

TEST_F(Async, MailboxHandsOverInOrderThroughLessRoomThanValues) {
    Mailbox<int> mailbox{context.get_executor(), 2};
    std::vector<int> received;
    std::vector<Task<void>> tasks;
    tasks.push_back(send_numbers(mailbox, 7));
    tasks.push_back(receive_all(mailbox, received));

    run(context, when_all(std::move(tasks)));

    EXPECT_EQ(received, (std::vector{0, 1, 2, 3, 4, 5, 6}));
}

TEST_F(Async, ClosedMailboxIsDrainedAndRefusesMore) {
    Mailbox<int> mailbox{context.get_executor(), 4};
    EXPECT_TRUE(mailbox.try_send(1));
    EXPECT_TRUE(mailbox.try_send(2));
    mailbox.close();

    std::vector<int> received;
    run(context, receive_all(mailbox, received));

    EXPECT_EQ(received, (std::vector{1, 2}));
    EXPECT_FALSE(run(context, mailbox.send(3)));
}

TEST_F(Async, FullMailboxRefusesWithoutWaiting) {
    Mailbox<int> mailbox{context.get_executor(), 1};

    EXPECT_TRUE(mailbox.try_send(1));
    EXPECT_FALSE(mailbox.try_send(2));
}

TEST_F(Async, MailboxCarriesWhatCannotBeCopied) {
    Mailbox<std::unique_ptr<int>> mailbox{context.get_executor(), 1};
    EXPECT_TRUE(run(context, mailbox.send(std::make_unique<int>(5))));

    const auto received = run(context, mailbox.receive());

    EXPECT_EQ(**received, 5);
}

TEST_F(Async, NotificationBeforeTheWaitIsKept) {
    Notifier notifier{context.get_executor()};
    notifier.notify();
    notifier.notify();

    EXPECT_TRUE(run(context, notifier.wait_for(10s)));
    EXPECT_FALSE(run(context, notifier.wait_for(1ms)));
}

Task<void> notify_soon(Notifier& notifier) {
    co_await sleep_for(1ms);
    notifier.notify();
}

TEST_F(Async, NotificationEndsTheWait) {
    Notifier notifier{context.get_executor()};
    std::vector<Task<void>> tasks;
    tasks.push_back(notifier.wait());
    tasks.push_back(notify_soon(notifier));

    run(context, when_all(std::move(tasks)));

    SUCCEED() << "a wait that is not ended hangs the test";
}

Task<int> after(std::chrono::milliseconds pause, int value) {
    co_await sleep_for(pause);
    co_return value;
}

TEST_F(Async, WhenAllKeepsTheOrderOfItsTasks) {
    std::vector<Task<int>> tasks;
    tasks.push_back(after(4ms, 1));
    tasks.push_back(after(0ms, 2));
    tasks.push_back(after(2ms, 3));

    EXPECT_EQ(run(context, when_all(std::move(tasks))), (std::vector{1, 2, 3}));
}

Task<void> fail_after(std::chrono::milliseconds pause, const char* why) {
    co_await sleep_for(pause);
    throw std::runtime_error{why};
}

Task<void> hold(std::shared_ptr<int> held) {
    co_await sleep_for(1h);
    *held = 1;
}

TEST_F(Async, WhenAllRethrowsTheFirstCauseAfterStoppingTheOthers) {
    const auto held = std::make_shared<int>(0);
    std::vector<Task<void>> tasks;
    tasks.push_back(hold(held));
    tasks.push_back(fail_after(1ms, "first"));

    try {
        run(context, when_all(std::move(tasks)));
        FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "first");
    }
    EXPECT_EQ(held.use_count(), 1) << "the other task still runs";
}

TEST_F(Async, StoppingTheCallerOfWhenAllStopsAll) {
    const auto held = std::make_shared<int>(0);
    std::vector<Task<void>> tasks;
    tasks.push_back(hold(held));
    tasks.push_back(hold(held));
    boost::asio::cancellation_signal stop;
    std::exception_ptr cause;
    auto on_end = [&cause](std::exception_ptr thrown) { cause = std::move(thrown); };
    boost::asio::co_spawn(context, when_all(std::move(tasks)),
                          boost::asio::bind_cancellation_slot(stop.slot(), std::move(on_end)));
    context.run_for(2ms);

    stop.emit(boost::asio::cancellation_type::terminal);
    context.run_for(1s);

    EXPECT_TRUE(is_cancellation(cause));
    EXPECT_EQ(held.use_count(), 1);
}

TEST_F(Async, OtherFailuresAreNoCancellation) {
    EXPECT_FALSE(is_cancellation(nullptr));
    EXPECT_FALSE(is_cancellation(std::make_exception_ptr(std::runtime_error{"x"})));
}

}  // namespace
}  // namespace dexarb
