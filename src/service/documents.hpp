#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "service/board.hpp"

namespace dexarb {

/// The documents of the API, each as openapi.json describes it. A board without a view has none.

/// Block, health and the net of every configuration: what changes with each block and fits into one event.
[[nodiscard]] nlohmann::ordered_json pulse_document(const Board& board);
[[nodiscard]] nlohmann::ordered_json status_document(const Board& board);
[[nodiscard]] nlohmann::ordered_json configs_document(const Board& board);
/// Null where there is no such configuration.
[[nodiscard]] nlohmann::ordered_json config_document(const Board& board, const std::string& id);
[[nodiscard]] nlohmann::ordered_json funnel_document(const Board& board);
[[nodiscard]] nlohmann::ordered_json survival_document(const Board& board);
[[nodiscard]] nlohmann::ordered_json pools_document(const Board& board);
[[nodiscard]] nlohmann::ordered_json endpoints_document(const Board& board);

}  // namespace dexarb
