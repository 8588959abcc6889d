#include "dexarb/app/replay_verifier.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace dexarb {
namespace {

std::string place_of(const FeedItem* item) {
    if (item == nullptr) return "end of the run";
    if (const auto* undone = std::get_if<Undone>(item)) return fmt::format("blocks above {} undone", undone->fork);
    const BlockId& block = std::get<SnapshotPtr>(*item)->header.id;
    return fmt::format("block {} ({})", block.number, to_string(block.hash));
}

}  // namespace

std::optional<std::string> ReplayVerifier::compare(const FeedItem* item, std::span<const EngineRecord> records,
                                                   const DecisionEvidence& live) {
    const std::size_t both = std::min(records.size(), live.records.size());
    for (std::size_t i = 0; i < std::max(records.size(), live.records.size()); ++i) {
        if (i < both && record_mark(names_, records[i]) == live.records[i]) continue;
        return fmt::format("{}: record {} differs: the live run made {} there, the replay {}: {}", place_of(item),
                           i + 1, live.records.size(), records.size(), line_of(records, i));
    }
    records_ += records.size();
    if (engine_->digest() == live.digest) return std::nullopt;
    return fmt::format("{}: the digest differs though its records do not: {} live, {} replayed", place_of(item),
                       to_string(live.digest), to_string(engine_->digest()));
}

std::string ReplayVerifier::line_of(std::span<const EngineRecord> records, std::size_t index) const {
    return index < records.size() ? event_log_line(names_, records[index]) : "(nothing)";
}

}  // namespace dexarb
