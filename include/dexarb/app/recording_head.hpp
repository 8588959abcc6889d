#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/arbitrage/gas_model.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/config/strategies_file.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// What the head of a recording's file says: all that a replay needs besides the blocks.
struct RecordingHead {
    std::string program;  ///< "paper-trading 0.1.0 (1a2b3c4)".
    std::string run;
    unsigned part = 1;          ///< The file's place among those of its run.
    bool is_live = true;        ///< Blocks carry the evidence of a live run.
    bool is_simulated = false;  ///< The market is the demo's.
    Timestamp started_at;
    /// Set where the arrival of blocks was modelled, as this delay after their timestamp, and not measured.
    std::optional<std::chrono::milliseconds> modelled_arrival;
    GasModel gas;
    /// What the engine was restored from before the first block; empty where it began anew. Of the first file only.
    std::vector<std::uint8_t> checkpoint;
    MarketDefinitionPtr market;
    ResolvedStrategies strategies;
};

/// A JSON object (docs/recording-format.md).
[[nodiscard]] std::string recording_head_text(const RecordingHead& head);

/// Reads it back; `file` is named in errors. Refuses a market or configurations that this program would not read from
/// files either.
[[nodiscard]] Result<RecordingHead> read_recording_head(const std::string& text, const std::string& file);

}  // namespace dexarb
