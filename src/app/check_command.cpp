#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/feed.hpp"
#include "dexarb/app/setup.hpp"

namespace dexarb {

namespace {

/// Failures after which `check --online` stops asking; `run` would go on.
constexpr int kPatience = 3;
/// So long without any answer or failure ends it too: a node may ask for minutes of silence.
constexpr std::chrono::seconds kSilence{10};

/// One line of the check: what was looked at and what was found.
struct Finding {
    std::string subject;
    std::string text;
};
using Findings = std::vector<Finding>;

std::string list(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, ", "));
}

Findings describe_files(const Setup& setup) {
    const MarketDefinition& market = *setup.market;
    Findings findings;
    findings.push_back(
        {setup.market_file.string(),
         fmt::format("{}: chain {}, {} tokens, {} exchanges, {} pools, {} pairs", market.name, market.chain_id,
                     market.tokens.size(), market.dexes.size(), market.pools.size(), market.pairs.size())});
    std::vector<std::string> ids;
    for (const StrategyConfig& config : setup.strategies.configs())
        ids.push_back(config.id);
    findings.push_back({setup.strategies_file.string(), fmt::format("{} configurations: {}", ids.size(), list(ids))});
    for (const std::string& notice : setup.notices)
        findings.push_back({"note", notice});
    return findings;
}

/// Reads the market once; the error is what stands in the way of `run`.
class OnlineCheck {
  public:
    explicit OnlineCheck(const Setup& setup) : setup_{setup} {}

    Result<Findings> run() {
        FeedOptions options;
        const auto& urls = setup_.settings.rpc_urls->value;
        options.url = urls.front();
        options.more_urls.assign(urls.begin() + 1, urls.end());
        options.on_trouble = [this](const Error& error, std::chrono::milliseconds) { on_trouble(error); };
        options.on_progress = [this](const StartProgress&) { wait_for_news(); };
        auto feed = Feed::make(context_.get_executor(), setup_, std::move(options));
        if (!feed) return feed.error();
        feed_ = std::move(*feed);
        boost::asio::co_spawn(context_, read_once(),
                              boost::asio::bind_cancellation_slot(cancel_.slot(), [](const std::exception_ptr&) {}));
        wait_for_news();
        context_.run();
        if (error_) return *error_;
        return findings();
    }

  private:
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
        const std::string node = feed_->endpoint();
        Findings found;
        found.push_back({node, fmt::format("chain {}, block {}, {:.1f} s old", setup_.market->chain_id,
                                           snapshot_->number(), static_cast<double>(status.head_age.count()) / 1e3)});
        found.push_back({node, fmt::format("base fee {:.1f} gwei, native price {}",
                                           static_cast<double>(status.base_fee_wei) / 1e9, native_price(status))});
        found.push_back({node, fmt::format("{} of {} pools certain, read in {} requests", status.pools_certain,
                                           status.pools_total, status.requests)});
        found.push_back({node, fmt::format("run would send about {:.0f} requests a day", feed_->requests_per_day())});
        for (std::string& notice : feed_->pool_notices())
            found.push_back({"pool", std::move(notice)});
        for (const std::string& pair : feed_->collector().thin_pairs())
            found.push_back({"pair", pair + ": fewer than two live pools, so no route"});
        return found;
    }

    static std::string native_price(const FeedStatus& status) {
        return status.native_price_usd ? fmt::format("${:.4f}", *status.native_price_usd)
                                       : "unknown (no deep pool against a stablecoin): nobody would decide";
    }

    const Setup& setup_;
    boost::asio::io_context context_;
    boost::asio::cancellation_signal cancel_;
    boost::asio::steady_timer silence_{context_};
    std::unique_ptr<Feed> feed_;
    SnapshotPtr snapshot_;
    std::optional<Error> error_;
    int failures_ = 0;
};

void print(const Findings& findings, const CommandLine& line) {
    if (!line.json) {
        for (const Finding& finding : findings)
            fmt::print("{}: {}\n", finding.subject, finding.text);
        return;
    }
    auto rows = nlohmann::json::array();
    for (const Finding& finding : findings)
        rows.push_back({{"subject", finding.subject}, {"finding", finding.text}});
    fmt::print("{}\n", nlohmann::json{{"ok", true}, {"findings", rows}}.dump(2));
}

}  // namespace

ExitCode check_command(const CommandLine& line) {
    const auto setup = load_setup(line);
    if (!setup) return report_failure(setup.error(), line);
    Findings findings = describe_files(*setup);
    if (line.online) {
        if (!setup->settings.rpc_urls) return report_failure(missing_endpoint(), line);
        auto online = OnlineCheck{*setup}.run();
        if (!online) return report_failure(online.error(), line);
        findings.insert(findings.end(), online->begin(), online->end());
    }
    print(findings, line);
    return ExitCode::kOk;
}

}  // namespace dexarb
