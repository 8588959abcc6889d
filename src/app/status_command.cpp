#include <cstdio>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/daemon_client.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/app/status_screen.hpp"
#include "dexarb/async/run.hpp"

namespace dexarb {

namespace {

constexpr const char* kTarget = "/api/v1/status";
constexpr const char* kClearScreen = "\x1b[H\x1b[J";

/// What is printed for one answer; an error where it is no status.
Result<std::string> show(const std::string& body, bool as_json) {
    const auto status = nlohmann::json::parse(body, nullptr, false);
    if (!status.is_object() || !status.contains("configs"))
        return Error{ErrorCode::kMalformed, "what answers there is no paper-trading"};
    if (as_json) return body;
    return render_status(status, look_of_stdout());
}

Task<Result<void>> follow(DaemonClient& daemon, const CommandLine& line) {
    const bool redraws = line.status.watch && !line.json && look_of_stdout().can_redraw;
    while (true) {
        const auto body = co_await daemon.ask();
        if (!body && !line.status.watch) co_return body.error();
        const auto text = body ? show(*body, line.json) : Result<std::string>{body.error().detail + "\n"};
        if (!text) co_return text.error();
        fmt::print("{}{}{}", redraws ? kClearScreen : "", *text,
                   line.status.watch && !redraws && !line.json ? "\n" : "");
        if (std::fflush(stdout) != 0 || !line.status.watch) co_return Result<void>{};
        co_await sleep_for(line.status.every);
    }
}

}  // namespace

ExitCode status_command(const CommandLine& line) {
    const auto settings = load_settings(line);
    if (!settings) return report_failure(settings.error(), line);
    boost::asio::io_context context{1};
    auto daemon = DaemonClient::make(context.get_executor(), line, *settings, kTarget);
    if (!daemon) return report_failure(daemon.error(), line);
    const auto ended = run(context, follow(*daemon, line));
    return ended ? ExitCode::kOk : report_failure(ended.error(), line);
}

}  // namespace dexarb
