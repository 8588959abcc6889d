#include <boost/asio/io_context.hpp>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/logging.hpp"
#include "dexarb/app/session.hpp"

namespace dexarb {

ExitCode run_command(const CommandLine& line) {
    const auto setup = load_setup(line);
    if (!setup) return report_failure(setup.error(), line);
    if (!setup->settings.rpc_urls) return report_failure(missing_endpoint(), line);
    start_logging(line.log_format, setup->settings.log_level.value);
    boost::asio::io_context context{1};
    SessionOptions options;
    const auto& urls = setup->settings.rpc_urls->value;
    options.url = urls.front();
    options.more_urls.assign(urls.begin() + 1, urls.end());
    options.records = line.recording.record.value_or(true);
    options.limits = setup->settings.rpc_limits;
    options.every = line.budget.every;
    if (line.budget.every > 1) options.modelled_arrival = setup->strategies.simulation.modelled_arrival;
    options.shows_progress = true;
    options.keeps_journal = !line.journal.off;
    options.resumes_books = !line.journal.fresh;
    return run_session(context, *setup, line, std::move(options));
}

}  // namespace dexarb
