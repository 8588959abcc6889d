#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/base/hash.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/market/feed_item.hpp"
#include "dexarb/report/event_log_line.hpp"

namespace dexarb {

/// What a live run made of an item, as far as a replay needs it to find where it differs. Empty in what was not
/// recorded live.
struct DecisionEvidence {
    Hash digest;                         ///< `Engine::digest` after the item.
    std::vector<std::uint64_t> records;  ///< `record_mark` of each of its records, in order.

    friend bool operator==(const DecisionEvidence&, const DecisionEvidence&) = default;
};

struct RecordedItem {
    FeedItem item;
    DecisionEvidence evidence;
    /// The block's header was not read: its timestamp is interpolated, its hash zero where no other block told it.
    bool is_modelled = false;
};

/// How a file of a recording ends.
struct RecordingEnd {
    enum class Reason : std::uint8_t {
        kEnded,       ///< With its run; the evidence is that of `Engine::finish`.
        kContinued,   ///< In the file of the next day.
        kIncomplete,  ///< From `incomplete_from` on, because the disk was too slow or full; the run went on.
        kHandedOver,  ///< Another recording goes on; the evidence is that of `Engine::hand_over`.
    };

    Reason reason = Reason::kEnded;
    BlockNumber incomplete_from = 0;
    DecisionEvidence evidence;
    Handover handover{};  ///< Of `kHandedOver`.
};

/// The first 8 bytes, as a big-endian number, of keccak256 of the record's line in the event log.
[[nodiscard]] std::uint64_t record_mark(const EventLogNames& names, const EngineRecord& record);

}  // namespace dexarb
