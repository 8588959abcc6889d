#include "dexarb/app/failure.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "dexarb/app/logging.hpp"

namespace dexarb {

ExitCode exit_code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::kInvalidInput:
        case ErrorCode::kNotFound:
            return ExitCode::kConfiguration;
        case ErrorCode::kNetwork:
        case ErrorCode::kRpc:
        case ErrorCode::kMalformed:
        case ErrorCode::kWrongChain:
            return ExitCode::kRpc;
        case ErrorCode::kIo:
            return ExitCode::kJournal;
        case ErrorCode::kArithmetic:
        case ErrorCode::kCancelled:
            return ExitCode::kRuntime;
    }
    return ExitCode::kRuntime;
}

void say_failure(const std::string& text, const CommandLine& line) {
    if (line.log_format == LogFormat::kText) return fmt::print(stderr, "paper-trading: {}\n", text);
    start_logging(LogFormat::kJson, "error");
    spdlog::error("{}", text);
}

ExitCode report_failure(const Error& error, const CommandLine& line) {
    return report_failure(error, exit_code_of(error.code), line);
}

ExitCode report_failure(const Error& error, ExitCode code, const CommandLine& line) {
    say_failure(error.detail, line);
    if (line.json)
        fmt::print("{}\n", nlohmann::json{{"error", error.detail}, {"exit_code", static_cast<int>(code)}}.dump());
    return code;
}

}  // namespace dexarb
