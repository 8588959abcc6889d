#include "dexarb/app/failure.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

ExitCode report_failure(const Error& error, const CommandLine& line) {
    const ExitCode code = exit_code_of(error.code);
    fmt::print(stderr, "paper-trading: {}\n", error.detail);
    if (line.json)
        fmt::print("{}\n", nlohmann::json{{"error", error.detail}, {"exit_code", static_cast<int>(code)}}.dump());
    return code;
}

}  // namespace dexarb
