#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/logging.hpp"
#include "dexarb/app/session.hpp"
#include "dexarb/app/standard_output.hpp"
#include "dexarb/devnet/block_producer.hpp"
#include "dexarb/devnet/devnet_node.hpp"
#include "dexarb/devnet/simulated_network.hpp"

namespace dexarb {

namespace {

constexpr std::uint64_t kDemoBlocks = 300;
constexpr const char* kFirstLine =
    "SIMULATED MARKET: prices, order flow and rival are invented, and its pools are our own code. This shows the "
    "plumbing;\nthe arithmetic is proven against the real contracts by tests/chain.";
constexpr const char* kLastLine = "SIMULATED MARKET: nothing above happened on a real chain.";

/// Stdout, unless that is for JSON alone; the log then.
void say(const char* text, const CommandLine& line) {
    if (line.json) return spdlog::warn("{}", text);
    print_out(fmt::format("{}\n", text));
}

NetworkOptions network_options(const Setup& setup) {
    NetworkOptions options;
    options.flow.seed = setup.strategies.simulation.seed;
    options.genesis.missing_every = 10;  // So that one sees missing pools named.
    return options;
}

}  // namespace

ExitCode demo_command(const CommandLine& line) {
    CommandLine limited = line;
    if (!limited.max_blocks && !limited.duration) limited.max_blocks = kDemoBlocks;
    const auto setup = load_setup(line);
    if (!setup) return report_failure(setup.error(), line);
    start_logging(line.log_format, setup->settings.log_level.value);
    boost::asio::io_context context{1};
    SimulatedNetwork network{setup->market, network_options(*setup)};
    DevnetNode node{context.get_executor(), network};
    if (const auto started = node.start(); !started) return report_failure(started.error(), line);
    ProducerOptions pace;
    pace.block_interval = line.block_interval;
    pace.waits_for_reader = line.budget.every == 1;
    BlockProducer producer{network, node.rpc(), pace};

    say(kFirstLine, line);
    SessionOptions options;
    options.url = node.url();
    options.every = line.budget.every;
    options.modelled_arrival = setup->strategies.simulation.modelled_arrival;
    options.block_interval = line.block_interval;
    options.market_is_simulated = true;
    options.records = line.recording.record.value_or(false);
    options.shows_progress = true;
    options.keeps_journal = line.state.folder.has_value() && !line.journal.off;
    options.on_started = [&] { boost::asio::co_spawn(context, producer.run(), boost::asio::detached); };
    const ExitCode code = run_session(context, *setup, limited, std::move(options));
    say(kLastLine, line);
    return code;
}

}  // namespace dexarb
