#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/time.hpp"

namespace dexarb {

/// What somebody who does not watch is told of.
enum class AlertKind : std::uint8_t {
    kStarted,
    kStopped,
    kCrashRecovered,
    kNoBlock,
    kBlocksAgain,
    kEndpointLost,
    kEndpointBack,
    kQuotaLow,
    kParityBroken,
    kPhantom,
    kPaused,
    kTrade,
    kDailySummary,
    kVerdictChanged,
};
inline constexpr std::size_t kAlertKindCount = 14;

enum class AlertSeverity : std::uint8_t { kInfo, kWarning, kError };

/// "info", "warning" or "error".
[[nodiscard]] std::string_view to_string(AlertSeverity severity);

/// What is fixed of a kind.
struct AlertKindFacts {
    AlertKind kind{};
    std::string_view name;  ///< "no_block".
    AlertSeverity severity{};
    std::string_view meaning;  ///< When it is sent, as the rest of a sentence.
};

/// All kinds, in order of `AlertKind`.
[[nodiscard]] const std::array<AlertKindFacts, kAlertKindCount>& alert_kinds();
[[nodiscard]] const AlertKindFacts& facts_of(AlertKind kind);
[[nodiscard]] std::optional<AlertKind> alert_kind_from_string(std::string_view name);

/// One thing that is told. Neither text is ever empty.
struct Alert {
    AlertKind kind{};
    AlertSeverity severity{};
    Timestamp at;
    std::string title;  ///< One line.
    std::string text;
};

/// The placeholders that a template may use besides the variables that it declares.
[[nodiscard]] const std::vector<std::string>& alert_placeholders();

}  // namespace dexarb
