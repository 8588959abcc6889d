#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "dexarb/app/command_line.hpp"
#include "dexarb/app/exit_code.hpp"
#include "dexarb/app/setup.hpp"

namespace dexarb {

/// Where the chain comes from and what a run says of it beside its reports.
struct SessionOptions {
    std::string url;                     ///< Secret; the preferred one.
    std::vector<std::string> more_urls;  ///< Secret; the others, in order of preference.
    std::vector<EndpointLimits> limits;  ///< Of each of these; what is missing has none.
    std::uint64_t every = 1;             ///< Blocks followed at a time.
    /// Arrival is modelled as this delay after a block's timestamp: everything then depends on the seed alone.
    std::optional<std::chrono::milliseconds> modelled_arrival;
    std::optional<std::chrono::milliseconds> block_interval;  ///< Where it is known beforehand.
    bool market_is_simulated = false;
    bool records = false;  ///< Every block, for `replay`.
    bool keeps_journal = false;
    bool resumes_books = false;   ///< Of the newest run in the journal.
    bool shows_progress = false;  ///< A line that is written over, on a terminal; for a run that somebody watches.
    std::function<void()> on_started;
};

/// One run of the daemon from the first request to the last report: `run` and `demo` alike.
[[nodiscard]] ExitCode run_session(boost::asio::io_context& context, const Setup& setup, const CommandLine& line,
                                   SessionOptions options);

}  // namespace dexarb
