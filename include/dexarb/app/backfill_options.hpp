#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/base/time.hpp"

namespace CLI {
class App;
}

namespace dexarb {

/// A place in the chain as its user names it: a block, a time, or how long ago.
struct ChainPoint {
    std::string text;  ///< As it was written.
    std::variant<BlockNumber, Timestamp, std::chrono::milliseconds> at;
};

/// "79812000", "2026-09-01T12:00:00Z" (always UTC), "24h" ago.
[[nodiscard]] Result<ChainPoint> parse_chain_point(const std::string& text);

/// What `backfill` alone takes.
struct BackfillOptions {
    bool chosen = false;  ///< The verb was given.
    ChainPoint from;
    std::optional<ChainPoint> to;  ///< Nothing for the chain's head.
    std::filesystem::path output;
};

/// Adds the verb `backfill`.
void add_backfill_options(CLI::App& app, BackfillOptions& options);

}  // namespace dexarb
