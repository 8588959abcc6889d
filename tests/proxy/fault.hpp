#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/result.hpp"

namespace dexarb::testing {

/// What may become of an answer on its way. README.md beside this file says what each does.
enum class FaultKind : std::uint8_t {
    kDelay,
    kStall,
    kDrip,
    kHalf,
    kShortLength,
    kLongLength,
    kReset,
    kClose,
    kStatus,
    kRpcError,
    kGarbage,
    kNotHttp,
    kNull,
    kWrongId,
    kSwapMembers,
    kDoubleMember,
    kDropMember,
    kForeignMember,
    kStaleHead,
    kNoLogs,
    kDropLog,
    kDoubleLog,
    kReverseLogs,
    kCloseInFrame,
    kEndlessBody,
    kEndlessHeader,
    kEndlessInterim,
    kHuge,
    kNesting,
    kCompressed,
    kRedirect,
    kRetyped,
    kEscaped,
    kNotANumber,
    kDoubleKey,
    kExtreme,
    kManyLogs,
};
inline constexpr std::size_t kFaultKinds = 37;

/// "delay", as scripts and counts call it.
[[nodiscard]] std::string_view to_string(FaultKind kind);

/// How a node says when to come back.
enum class Hint : std::uint8_t { kNone, kRetryAfter, kBackoffSeconds, kTryAgainIn, kRetryIn };

struct Fault {
    FaultKind kind = FaultKind::kDelay;
    std::chrono::milliseconds time{0};   ///< kDelay: before the answer; kDrip: before each byte.
    std::optional<std::size_t> at{};     ///< kReset: after so many bytes; nothing: one more each time, around again.
    unsigned status = 503;               ///< kStatus.
    Hint hint = Hint::kNone;             ///< kStatus and kRpcError.
    std::chrono::milliseconds pause{0};  ///< Of the hint; Retry-After is in whole seconds.
    std::size_t depth = 3;               ///< kStaleHead: heads back.
};

/// Which answers are spoilt, and how.
struct FaultRule {
    std::string method{};                  ///< Of the request, "batch" for one; empty for any.
    std::uint64_t after = 0;               ///< So many of them pass first.
    std::optional<std::uint64_t> count{};  ///< At most so many are spoilt.
    double rate = 1.0;                     ///< Chance of each.
    std::vector<Fault> faults{};           ///< One of them is drawn.
};

/// Decides in the order of requests: the same rules, seed and requests give the same faults.
class FaultScript {
  public:
    explicit FaultScript(std::vector<FaultRule> rules = {}, std::uint64_t seed = 1);

    /// The fault of the next answer, from the first rule that has one.
    [[nodiscard]] std::optional<Fault> next(std::string_view method);

  private:
    struct Progress {
        std::uint64_t seen = 0;
        std::uint64_t spoilt = 0;
        std::size_t bytes = 0;  // Sweep of kReset.
    };

    [[nodiscard]] double draw();

    std::vector<FaultRule> rules_;
    std::vector<Progress> progress_;
    std::uint64_t random_;
};

/// The rules of a script file; the error names the place and what it should say.
[[nodiscard]] Result<std::vector<FaultRule>> parse_fault_rules(std::string_view json);

}  // namespace dexarb::testing
