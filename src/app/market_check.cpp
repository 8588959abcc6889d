#include "dexarb/app/market_check.hpp"

#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "dexarb/app/budget_words.hpp"
#include "dexarb/app/feed.hpp"

namespace dexarb {

namespace {

/// Failures after which the check stops asking; `run` would go on.
constexpr int kPatience = 3;
/// So long without any answer or failure ends it too: a node may ask for minutes of silence.
constexpr std::chrono::seconds kSilence{10};
constexpr double kDaysPerMonth = 30.0;

/// Reads the market once; the error is what stands in the way of `run`.
class MarketCheck {
  public:
    MarketCheck(const Setup& setup, const MarketCheckOptions& options) : setup_{setup}, options_{options} {}

    Result<Findings> run() {
        auto feed = Feed::make(context_.get_executor(), setup_, feed_options());
        if (!feed) return feed.error();
        feed_ = std::move(*feed);
        // A WebSocket that is open gives the context work for ever.
        const auto on_end = [this](const std::exception_ptr& thrown) {
            context_.stop();
            if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
        };
        boost::asio::co_spawn(context_, read_once(), boost::asio::bind_cancellation_slot(cancel_.slot(), on_end));
        wait_for_news();
        context_.run();
        if (error_) return *error_;
        return findings();
    }

  private:
    FeedOptions feed_options() {
        FeedOptions options;
        for (const std::size_t endpoint : options_.endpoints) {
            const std::string& url = setup_.settings.rpc_urls->value[endpoint];
            options.url.empty() ? options.url = url : options.more_urls.emplace_back(url);
            const auto& limits = setup_.settings.rpc_limits;
            options.limits.push_back(endpoint < limits.size() ? limits[endpoint] : EndpointLimits{});
        }
        options.every = options_.every;
        options.on_trouble = [this](const Error& error, std::chrono::milliseconds) { on_trouble(error); };
        options.on_progress = [this](const StartProgress& progress) { on_progress(progress); };
        return options;
    }

    void on_progress(const StartProgress& progress) {
        wait_for_news();
        if (!options_.on_progress) return;
        const char* step = progress.step == StartProgress::Step::kPools ? "pools" : "ticks";
        options_.on_progress(fmt::format("reading {}: {} of {} calls answered", step, progress.done, progress.total));
    }

    Task<void> read_once() {
        auto item = co_await feed_->collector().next();
        if (!item) {
            error_ = item.error();
            silence_.cancel();
            co_return;
        }
        snapshot_ = std::get<SnapshotPtr>(*item);
        error_.reset();
        silence_.cancel();
    }

    void wait_for_news() {
        silence_.expires_after(kSilence);
        silence_.async_wait([this](const boost::system::error_code& cancelled) {
            if (cancelled) return;
            if (!error_) error_ = Error{ErrorCode::kNetwork, feed_->endpoint() + ": no answer"};
            stop();
        });
    }

    void stop() {
        cancel_.emit(boost::asio::cancellation_type::terminal);
        silence_.cancel();
    }

    void on_trouble(const Error& error) {
        error_ = error;
        if (++failures_ >= kPatience)
            stop();
        else
            wait_for_news();
    }

    Findings findings() const {
        const FeedStatus status = feed_->status(snapshot_.get(), snapshot_->arrival);
        Findings found;
        found.push_back({"market", fmt::format("block {}, base fee {:.1f} gwei", snapshot_->number(),
                                               static_cast<double>(status.base_fee_wei) / 1e9)});
        found.push_back(native_price(status));
        found.push_back(pools(status));
        for (std::string& notice : feed_->pool_notices())
            found.push_back({"pool", std::move(notice)});
        for (const std::string& pair : feed_->collector().thin_pairs())
            found.push_back({"pair", pair + ": fewer than two live pools, so no route"});
        add_budget(status, found);
        return found;
    }

    static Finding native_price(const FeedStatus& status) {
        if (status.native_price_usd) return {"market", fmt::format("native price ${:.4f}", *status.native_price_usd)};
        return {"market", "native price unknown: no deep pool of it against a stablecoin, so nobody would decide",
                FindingLevel::kWarning, "Add such a pool to the market file, or its pair to TRADING_PAIRS"};
    }

    Finding pools(const FeedStatus& status) const {
        Finding finding{"market", fmt::format("{} of {} pools certain, read in {} requests", status.pools_certain,
                                              status.pools_total, status.requests)};
        if (status.pools_certain > 0) return finding;
        finding.level = FindingLevel::kProblem;
        finding.action = "Mend the market file: none of its pools is live on this chain";
        return finding;
    }

    /// What a run costs and whether it lasts; without a quota, how to have it watched.
    void add_budget(const FeedStatus& status, Findings& found) const {
        for (BudgetWord& word : budget_words(status, feed_->plan(), feed_->units()))
            found.push_back(
                {"budget", std::move(word.text), word.is_warning ? FindingLevel::kWarning : FindingLevel::kFine});
        for (const EndpointStatus& endpoint : status.endpoints)
            if (!endpoint.units_per_day && !endpoint.units_per_month)
                found.push_back(
                    {"budget", fmt::format("{}: no quota given. Compare {:.1f} M units in {:.0f} days with your "
                                           "plan; written behind the URL (#units_per_month=100M) it is kept to",
                                           endpoint.name, status.units_per_day * kDaysPerMonth / 1e6, kDaysPerMonth)});
    }

    const Setup& setup_;
    const MarketCheckOptions& options_;
    boost::asio::io_context context_;
    boost::asio::cancellation_signal cancel_;
    boost::asio::steady_timer silence_{context_};
    std::unique_ptr<Feed> feed_;
    SnapshotPtr snapshot_;
    std::optional<Error> error_;
    int failures_ = 0;
};

}  // namespace

Result<Findings> check_market(const Setup& setup, const MarketCheckOptions& options) {
    return MarketCheck{setup, options}.run();
}

}  // namespace dexarb
