#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dexarb/base/block_id.hpp"

namespace dexarb {

/// A place where reading can begin.
struct IndexEntry {
    BlockNumber block = 0;     ///< Of the whole snapshot that stands there.
    std::uint64_t offset = 0;  ///< Of its frame in the file.

    friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

/// All of a file, in order of their offsets.
using RecordingIndex = std::vector<IndexEntry>;

[[nodiscard]] std::string encode_index(const RecordingIndex& index);
/// Nothing if it is malformed or names a place beyond `file_size`.
[[nodiscard]] std::optional<RecordingIndex> decode_index(std::span<const std::uint8_t> payload,
                                                         std::uint64_t file_size);

/// The very last bytes of a file that was ended: where the frame of its index begins.
inline constexpr std::size_t kTrailerSize = 16;
[[nodiscard]] std::string encode_trailer(std::uint64_t index_offset);
[[nodiscard]] std::optional<std::uint64_t> decode_trailer(std::span<const std::uint8_t> bytes);

}  // namespace dexarb
