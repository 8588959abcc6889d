// Follows a chain through the daemon's own feed, engine and pipeline, and writes down every state that they decided on.
#include <charconv>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "dexarb/app/feed.hpp"
#include "dexarb/app/live_pipeline.hpp"

#include "support/heap.hpp"
#include "support/places.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kBlocksPerHeapSample = 250;

std::string state_text(const ConstantProductState& pair) {
    return fmt::format(R"({{"reserves":["{}","{}"]}})", to_decimal(U256{pair.reserve0}),
                       to_decimal(U256{pair.reserve1}));
}

std::string tick_text(const Tick& tick) {
    const auto net = static_cast<u128>(tick.liquidity_net < 0 ? -tick.liquidity_net : tick.liquidity_net);
    return fmt::format(R"([{},"{}","{}{}"])", tick.index, to_decimal(U256{tick.liquidity_gross}),
                       tick.liquidity_net < 0 ? "-" : "", to_decimal(U256{net}));
}

std::string state_text(const ConcentratedState& pool) {
    std::string ticks;
    for (const Tick& tick : pool.ticks->ticks())
        ticks += (ticks.empty() ? "" : ",") + tick_text(tick);
    const WordRange known = pool.ticks->known();
    return fmt::format(R"({{"price":"{}","tick":{},"liquidity":"{}","words":[{},{}],"ticks":[{}]}})",
                       to_decimal(pool.sqrt_price_x96), pool.tick, to_decimal(U256{pool.liquidity}), known.first,
                       known.last, ticks);
}

/// One JSON object a block with the pools that are others than in the line before; null for one that is not certain.
class StateWriter {
  public:
    explicit StateWriter(const std::string& file) : out_{file} {}

    void write(const MarketSnapshot& snapshot) {
        std::string pools;
        before_.resize(snapshot.pools->size());
        for (std::size_t i = 0; i < snapshot.pools->size(); ++i) {
            const auto& pool = (*snapshot.pools)[i];
            if (pool == before_[i]) continue;
            before_[i] = pool;
            const std::string text =
                pool ? std::visit([](const auto& state) { return state_text(state); }, pool->state) : "null";
            pools += fmt::format(R"({}"{}":{})", pools.empty() ? "" : ",",
                                 to_string(snapshot.market->pool(PoolIndex(i)).address), text);
        }
        out_ << fmt::format(R"({{"block":{},"hash":"{}","pools":{{{}}}}})", snapshot.number(),
                            to_string(snapshot.header.id.hash), pools)
             << std::endl;
        if (++written_ % kBlocksPerHeapSample == 0) heap_.push_back(test::allocated_bytes());
    }

    /// Every 250 blocks, and now.
    [[nodiscard]] std::string heap_text() const {
        std::string samples;
        for (const std::size_t bytes : heap_)
            samples += fmt::format("{},", bytes);
        return fmt::format("[{}{}]", samples, test::allocated_bytes());
    }

  private:
    std::ofstream out_;
    std::uint64_t written_ = 0;
    std::vector<std::size_t> heap_;
    std::vector<std::shared_ptr<const Pool>> before_;
};

std::string counters_text(const FeedCounters& counters, const std::string& heap) {
    return fmt::format(
        R"({{"blocks":{},"late":{},"undone":{},"skipped":{},"fresh_starts":{},"failures":{},"broken_pools":{},"mended_pools":{},"ranges_refused":{},"requests":{},"heap":{}}})",
        counters.blocks, counters.late, counters.undone, counters.skipped, counters.fresh_starts, counters.failures,
        counters.broken_pools, counters.mended_pools, counters.ranges_refused, counters.requests, heap);
}

int follow(const std::string& url, const std::string& states_file, std::uint64_t every) {
    CommandLine line;
    line.market_file = test::source_dir() / "configs/polygon.json";
    line.strategies_file = test::source_dir() / "configs/strategies.json";
    auto setup = load_setup(line);
    check(setup.has_value(), "the shipped files are valid");
    FeedOptions options;
    options.url = url;
    options.every = every;
    options.on_trouble = [](const Error& error, std::chrono::milliseconds) { std::cerr << error.detail << '\n'; };
    boost::asio::io_context context{1};
    auto feed = Feed::make(context.get_executor(), *setup, std::move(options));
    check(feed.has_value(), "the URL is valid");
    Engine engine{setup->market, setup->strategies.configs(), engine_options(*setup)};
    StateWriter states{states_file};
    RunObserver observer;
    observer.on_block = [&states](const MarketSnapshot& snapshot) { states.write(snapshot); };
    LivePipeline pipeline{(*feed)->collector(), engine, {}, observer};
    const auto ended = pipeline.run(context);
    if (!ended) std::cerr << ended.error().detail << '\n';
    std::cout << counters_text((*feed)->collector().counters(), states.heap_text()) << std::endl;
    return ended ? 0 : 1;
}

}  // namespace
}  // namespace dexarb

int main(int count, char** words) {
    const std::vector<std::string> arguments{words + 1, words + count};
    std::uint64_t every = 1;
    if (arguments.size() == 3) {
        const std::string& text = arguments[2];
        std::from_chars(text.data(), text.data() + text.size(), every);
    }
    if (arguments.size() == 2 || (arguments.size() == 3 && every > 0))
        return dexarb::follow(arguments[0], arguments[1], every);
    std::cerr << "usage: soak-follower URL STATES_FILE [BLOCKS_AT_A_TIME]\n";
    return 2;
}
