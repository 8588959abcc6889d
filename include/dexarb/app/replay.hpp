#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "dexarb/app/recorded_feed.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/metrics/feed_status.hpp"

namespace dexarb {

/// What a replay tells while it goes. Every function may be empty.
struct ReplayObserver {
    /// The records of one item, or of the end of the run.
    std::function<void(std::span<const EngineRecord>)> on_records;
    /// Every few thousand blocks.
    std::function<void(const MarketSnapshot&)> on_progress;
};

/// What came of it.
struct ReplayResult {
    FeedStatus feed;
    std::optional<MarketSnapshot> first;  ///< The first block, its header and times.
    std::optional<MarketSnapshot> last;
    std::uint64_t records_verified = 0;
    bool end_verified = false;              ///< The end of the run too was there and the same.
    std::optional<std::string> difference;  ///< The first between this engine and the live run, if that was asked.
};

/// Gives the engine the books that the recorded run went on with, if any. An error where they cannot be read.
[[nodiscard]] Result<void> restore_recorded_books(Engine& engine, const RecordingHead& head);

/// An engine as that of the recorded run was before the first block: its market, configurations and, where it went on
/// with earlier ones, books. An error where those cannot be read.
[[nodiscard]] Result<Engine> recorded_engine(const RecordingHead& head);

/// The options of an engine for these configurations on the market of a recording.
[[nodiscard]] EngineOptions recorded_engine_options(const RecordingHead& head, const ResolvedStrategies& strategies);

/// Drives `engine` with a recording until its end or, where `verifies`, to the first difference from the live run. The
/// engine decides exactly as it did or would have done live: it is given the same items.
[[nodiscard]] Result<ReplayResult> replay(RecordedFeed& feed, Engine& engine, bool verifies,
                                          const ReplayObserver& observer = {});

}  // namespace dexarb
