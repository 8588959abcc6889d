#pragma once

#include "dexarb/market/history.hpp"

#include "journal/bytes.hpp"

namespace dexarb {

/// Writes what was fetched: kind, bounds, then events, headers and base fees behind their counts.
void encode_piece(ByteWriter& out, const FetchedPiece& piece);

/// Reads it back, bytes that nobody vouches for: what does not fit fails the reader. `pools` is how many there are.
[[nodiscard]] FetchedPiece decode_piece(ByteReader& in, std::size_t pools);

}  // namespace dexarb
