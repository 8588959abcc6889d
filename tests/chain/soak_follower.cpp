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

#include "chain/state_writer.hpp"
#include "support/heap.hpp"
#include "support/places.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kBlocksPerHeapSample = 250;

/// Writes down the states of every block; how much memory is taken every 250 of them, and now.
class SoakStates {
  public:
    explicit SoakStates(const std::string& file) : out_{file}, writer_{out_} {}

    void write(const MarketSnapshot& snapshot) {
        writer_.write(snapshot);
        if (++written_ % kBlocksPerHeapSample == 0) heap_.push_back(test::allocated_bytes());
    }

    [[nodiscard]] std::string heap_text() const {
        std::string samples;
        for (const std::size_t bytes : heap_)
            samples += fmt::format("{},", bytes);
        return fmt::format("[{}{}]", samples, test::allocated_bytes());
    }

  private:
    std::ofstream out_;
    StateWriter writer_;
    std::uint64_t written_ = 0;
    std::vector<std::size_t> heap_;
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
    SoakStates states{states_file};
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
