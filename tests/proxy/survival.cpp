#include "proxy/survival.hpp"

#include <algorithm>
#include <numeric>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "dexarb/config/market_file.hpp"

#include "integration/pool_comparison.hpp"
#include "support/places.hpp"

namespace dexarb::testing {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds kHangs{60};
constexpr std::chrono::milliseconds kBlockTime{2'000};

}  // namespace

RpcClientOptions Survival::client_options(const SurvivalPlan& plan) {
    RpcClientOptions options;
    options.max_attempts = 1;
    options.deadline = plan.deadline;
    options.transport.certificate_file = plan.trusted_file;
    options.clock.now = [this] { return EndpointPool::Time{elapsed + 1000s}; };
    options.clock.sleep = [this](std::chrono::nanoseconds duration) {
        return advance(std::chrono::ceil<std::chrono::milliseconds>(duration));
    };
    return options;
}

CollectorOptions Survival::collector_options(const SurvivalPlan& plan) {
    CollectorOptions options;
    if (!plan.audits) options.audit.every = 0;
    options.calls_per_request = 60;  // So that a start on a busy machine stays within the deadline.
    options.on_trouble = [this](const Error& error, std::chrono::milliseconds) { troubles.push_back(error.detail); };
    return options;
}

CollectorClock Survival::collector_clock() {
    const Timestamp start{std::chrono::sys_seconds{std::chrono::seconds{network.chain().head().header.timestamp}}};
    CollectorClock clock;
    clock.now = [this, start] { return start + elapsed; };
    clock.sleep = [this](std::chrono::milliseconds duration) { return advance(duration); };
    return clock;
}

Task<void> Survival::advance(std::chrono::milliseconds duration) {
    elapsed += duration;
    for (; next_block_ <= elapsed; next_block_ += kBlockTime)
        network.mine();
    co_await boost::asio::post(context, boost::asio::use_awaitable);
}

void Survival::on_request() {
    if (!hinted_until_) return;
    EXPECT_GE(elapsed, *hinted_until_) << "the hint is kept to";
    ++hints_kept;
    hinted_until_.reset();
}

MarketDefinitionPtr Survival::load_shipped_market() {
    auto market = load_market(test::source_dir() / "configs/polygon.json");
    check(market.has_value(), "the shipped market is valid");
    return std::make_shared<const MarketDefinition>(std::move(*market));
}

NetworkOptions Survival::long_memory() {
    NetworkOptions options;
    options.chain.history = 4096;
    return options;
}

std::shared_ptr<EndpointGroup> Survival::make_group(const SurvivalPlan& plan) {
    std::vector<std::shared_ptr<RpcClient>> clients;
    clients.push_back(make_rpc_client(context.get_executor(), proxy->url(), client_options(plan)).value());
    if (plan.has_standby)
        clients.push_back(make_rpc_client(context.get_executor(), node.url(), client_options(plan)).value());
    EndpointGroupOptions options;
    options.chain_id = market->chain_id;
    options.now = [this] { return EndpointPool::Time{elapsed + 1000s}; };
    return std::make_shared<EndpointGroup>(std::move(clients), options);
}

void Survival::make_proxy(const SurvivalPlan& plan) {
    FaultProxyOptions options;
    options.target = node.url();
    options.certificate = plan.certificate;
    if (plan.spoils_start) options.script = FaultScript{plan.rules, 1};
    options.on_request = [this] { on_request(); };
    options.on_fault = [this](std::string_view, const Fault& fault) {
        if (fault.hint != Hint::kNone) hinted_until_ = elapsed + fault.pause;
    };
    auto made = FaultProxy::make(context.get_executor(), std::move(options));
    ASSERT_TRUE(made) << made.error().detail;
    proxy.emplace(std::move(*made));
}

void Survival::follow(SurvivalPlan plan) {
    ASSERT_TRUE(node.start());
    ASSERT_NO_FATAL_FAILURE(make_proxy(plan));
    const auto group = make_group(plan);
    RpcChainSource source{group, *market};
    PoolStateCollector collector{market, source, collector_options(plan), collector_clock()};

    boost::asio::co_spawn(context, read(collector, plan), [this](const std::exception_ptr& thrown) {
        context.stop();
        if (thrown) std::rethrow_exception(thrown);
    });
    context.run_for(kHangs);

    EXPECT_EQ(snapshots_, plan.blocks) << "in time; last trouble: " << (troubles.empty() ? "none" : troubles.back());
    counters = collector.counters();
    stats = group->client(0).stats();
    print_row(plan);
}

Task<void> Survival::read(PoolStateCollector& collector, SurvivalPlan plan) {
    auto seen_at = elapsed;
    while (snapshots_ < plan.blocks) {
        const auto item = co_await collector.next();
        if (!item) {
            ADD_FAILURE() << item.error().detail;
            co_return;
        }
        if (snapshots_ > 0) longest_silence = std::max(longest_silence, elapsed - seen_at);
        seen_at = elapsed;
        const auto* snapshot = std::get_if<SnapshotPtr>(&*item);
        if (snapshot == nullptr) continue;
        compare(**snapshot);
        if (++snapshots_ > 1) continue;
        if (!plan.spoils_start) proxy->set_script(FaultScript{plan.rules, 1});
    }
}

void Survival::compare(const MarketSnapshot& snapshot) {
    const SimulatedBlockPtr block = network.chain().find(snapshot.header.id.hash);
    ASSERT_TRUE(block) << "a snapshot of no block";
    EXPECT_EQ(snapshot.header.base_fee_wei, block->header.base_fee->low_u64());
    for (std::size_t i = 0; i < snapshot.pools->size(); ++i) {
        const auto& ours = (*snapshot.pools)[i];
        if (ours == nullptr) continue;
        const auto& theirs = (*block->world)[i];
        ASSERT_TRUE(theirs != nullptr) << "pool " << i << " at block " << snapshot.number();
        EXPECT_EQ(difference(ours->state, theirs->pool.state), "") << "pool " << i << " at block " << snapshot.number();
        ++compared;
    }
    published_.insert(snapshot.header.id.hash);
    newest_ = snapshot.number();
    if (first_ == 0) first_ = snapshot.number();
}

std::uint64_t Survival::unpublished() const {
    std::uint64_t count = 0;
    for (BlockNumber number = first_; number != 0 && number <= newest_; ++number)
        count += published_.contains(network.chain().at(number)->header.hash) ? 0U : 1U;
    return count;
}

std::uint64_t Survival::errors() const {
    return std::accumulate(stats.errors.begin(), stats.errors.end(), std::uint64_t{0});
}

void Survival::expect_only(RpcErrorClass error_class) const {
    EXPECT_GT(errors_of(error_class), 0U) << to_string(error_class);
    EXPECT_EQ(errors_of(error_class), errors()) << "others than " << to_string(error_class);
}

void Survival::print_row(const SurvivalPlan& plan) const {
    std::string classes;
    for (std::size_t i = 0; i < kRpcErrorClasses; ++i)
        if (stats.errors[i] > 0) classes += fmt::format(" {} {}", to_string(RpcErrorClass(i)), stats.errors[i]);
    fmt::print("[survival] {}: {} faults,{} errors{}; longest silence {} ms, {} late, {} skipped, {} not handed over\n",
               plan.name, proxy->faults_in_all(), classes, classes.empty() ? " none" : "", longest_silence.count(),
               counters.late, counters.skipped, unpublished());
}

}  // namespace dexarb::testing
