#pragma once

#include <string>

#include "dexarb/report/verdict_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// The figure as its column shows it; a dash where the data do not carry it.
[[nodiscard]] std::string gate_figure(const Gate& gate);
/// What the rule asks: ">= 100"; empty for gates of the record.
[[nodiscard]] std::string gate_limit(const Gate& gate);
/// The head of the gate's column: "adjusted p".
[[nodiscard]] std::string gate_head(GateKind kind);

/// What the data say to a gate of a configuration and, where it fails, what it would take.
[[nodiscard]] std::string config_gate_words(const Gate& gate, const VerdictReport& report);
/// The same of a gate of the record.
[[nodiscard]] std::string record_gate_words(const Gate& gate, const VerdictReport& report);

[[nodiscard]] Json gate_json(const Gate& gate, const std::string& text);

}  // namespace dexarb
