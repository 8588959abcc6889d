#include "dexarb/app/live_pipeline.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include "dexarb/app/hangup.hpp"
#include "dexarb/async/ticker.hpp"

namespace dexarb {

namespace asio = boost::asio;

namespace {

/// Calls `action` with the number of each signal of a set until destroyed.
class SignalWatch {
  public:
    SignalWatch(asio::io_context& context, std::initializer_list<int> numbers, std::function<void(int)> action)
        : set_{context}, action_{std::move(action)} {
        for (const int number : numbers)
            set_.add(number);
        wait();
    }

  private:
    void wait() {
        set_.async_wait([this](const boost::system::error_code& error, int number) {
            if (error) return;
            action_(number);
            wait();
        });
    }

    asio::signal_set set_;
    std::function<void(int)> action_;
};

}  // namespace

/// What goes on beside the following of the chain: periods and signals.
class LivePipeline::Timers {
  public:
    Timers(asio::io_context& context, LivePipeline& pipeline)
        : report_{context, pipeline.limits_.report_every, report(pipeline)},
          heartbeat_{context, kHeartbeat, pipeline.observer_.on_heartbeat},
          end_{context, pipeline.limits_.duration.value_or(std::chrono::milliseconds::zero()),
               pipeline.limits_.duration ? [&pipeline] { pipeline.stop(); } : std::function<void()>{}},
          signals_{context, {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}, [this, &pipeline](int number) {
                       on_signal(pipeline, number);
                   }} {}

  private:
    static std::function<void()> report(LivePipeline& pipeline) {
        if (!pipeline.observer_.on_report) return {};
        return [&pipeline] { pipeline.observer_.on_report(ReportOccasion::kPeriod); };
    }

    void on_signal(LivePipeline& pipeline, int number) {
        const RunObserver& observer = pipeline.observer_;
        if (number == SIGUSR1 && observer.on_report) observer.on_report(ReportOccasion::kAsked);
        if (number == SIGUSR2 && observer.on_rotate) observer.on_rotate();
        if (number == SIGHUP) return on_hangup(pipeline);
        if (number == SIGUSR1 || number == SIGUSR2) return;
        if (pipeline.stopping_) std::_Exit(128 + number);
        pipeline.stop();
    }

    /// A terminal that goes may say so more than once.
    void on_hangup(LivePipeline& pipeline) const {
        if (hangup_.terminal_is_gone()) {
            if (!pipeline.stopping_) pipeline.stop();
        } else if (pipeline.observer_.on_reload) {
            pipeline.observer_.on_reload();
        }
    }

    Ticker<> report_;
    Ticker<> heartbeat_;
    Ticker<> end_;
    HangupJudge hangup_;
    SignalWatch signals_;
};

LivePipeline::LivePipeline(PoolStateCollector& collector, Engine& engine, RunLimits limits, RunObserver observer)
    : collector_{collector}, engine_{engine}, limits_{limits}, observer_{std::move(observer)} {}

Result<void> LivePipeline::run(asio::io_context& context) {
    auto timers = std::make_unique<Timers>(context, *this);
    if (observer_.on_ready) observer_.on_ready();
    std::exception_ptr unexpected;
    const auto on_end = [this, &timers, &unexpected, &context](const std::exception_ptr& thrown) {
        if (thrown && !is_cancellation(thrown)) unexpected = thrown;
        timers.reset();
        finish();
        context.stop();
    };
    asio::co_spawn(context, follow(), asio::bind_cancellation_slot(cancel_.slot(), on_end));
    context.run();
    if (unexpected) std::rethrow_exception(unexpected);
    if (error_) return *error_;
    return {};
}

void LivePipeline::stop() {
    stopping_ = true;
    cancel_.emit(asio::cancellation_type::terminal);
}

Task<void> LivePipeline::follow() {
    while (!stopping_) {
        auto item = co_await collector_.next();
        if (!item) {
            error_ = item.error();
            co_return;
        }
        on_item(*item);
        if (limits_.max_blocks && blocks_ >= *limits_.max_blocks) co_return;
    }
}

void LivePipeline::on_item(const FeedItem& item) {
    if (const auto* undone = std::get_if<Undone>(&item))
        tell(&item, engine_.on_undone(undone->fork));
    else
        on_snapshot(item);
}

void LivePipeline::on_snapshot(const FeedItem& item) {
    const auto& snapshot = std::get<SnapshotPtr>(item);
    if (blocks_++ == 0 && observer_.on_started) observer_.on_started();
    const auto handed_over = std::chrono::steady_clock::now();
    const auto records = engine_.on_snapshot(snapshot);
    if (observer_.on_decided) observer_.on_decided(std::chrono::steady_clock::now() - handed_over);
    tell(&item, records);
    const auto wanted = engine_.wants_ticks();
    if (!wanted.empty()) collector_.request_ticks({wanted.begin(), wanted.end()});
    if (observer_.on_block) observer_.on_block(*snapshot);
}

void LivePipeline::tell(const FeedItem* item, std::span<const EngineRecord> records) const {
    if (observer_.on_records) observer_.on_records(records);
    if (observer_.on_step) observer_.on_step(item, records);
}

void LivePipeline::finish() {
    tell(nullptr, engine_.finish());
    if (observer_.on_ending) observer_.on_ending(error_);
    if (observer_.on_report) observer_.on_report(ReportOccasion::kEnd);
}

}  // namespace dexarb
