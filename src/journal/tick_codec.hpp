#pragma once

#include <memory>

#include "dexarb/amm/tick_map.hpp"

#include "journal/bytes.hpp"

namespace dexarb {

void encode_ticks(ByteWriter& out, const TickMap& ticks);
/// Null where it fails: ticks that no contract holds, or more than the bytes can say.
[[nodiscard]] std::shared_ptr<const TickMap> decode_ticks(ByteReader& in, std::int32_t spacing);

/// What is known and which ticks differ; both have one spacing.
void encode_tick_changes(ByteWriter& out, const TickMap& now, const TickMap& before);
[[nodiscard]] std::shared_ptr<const TickMap> decode_tick_changes(ByteReader& in, const TickMap& before);

}  // namespace dexarb
