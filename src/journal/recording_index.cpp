#include "journal/recording_index.hpp"

#include <algorithm>
#include <string_view>

#include "journal/bytes.hpp"

namespace dexarb {
namespace {

constexpr std::string_view kTrailerMark = "DXIX";

}  // namespace

std::string encode_index(const RecordingIndex& index) {
    ByteWriter out;
    out.varint(index.size());
    IndexEntry before;
    for (const IndexEntry& entry : index) {
        out.step(entry.block, before.block);
        out.varint(entry.offset - before.offset);
        before = entry;
    }
    return out.bytes();
}

std::optional<RecordingIndex> decode_index(std::span<const std::uint8_t> payload, std::uint64_t file_size) {
    ByteReader in{payload};
    const std::uint64_t count = in.varint();
    if (count > in.left()) return std::nullopt;
    RecordingIndex index;
    IndexEntry entry;
    for (std::uint64_t i = 0; i < count; ++i) {
        entry.block = in.step(entry.block);
        const std::uint64_t gap = in.varint();
        if (in.failed() || gap > file_size - entry.offset) return std::nullopt;
        entry.offset += gap;
        index.push_back(entry);
    }
    return index;
}

std::string encode_trailer(std::uint64_t index_offset) {
    ByteWriter out;
    out.fixed64(index_offset);
    out.text(kTrailerMark);
    out.fixed32(crc32(as_bytes(out.bytes())));
    return out.bytes();
}

std::optional<std::uint64_t> decode_trailer(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != kTrailerSize) return std::nullopt;
    ByteReader in{bytes};
    const std::uint64_t offset = in.fixed64();
    const bool is_marked = std::ranges::equal(bytes.subspan(8, kTrailerMark.size()), as_bytes(kTrailerMark));
    [[maybe_unused]] const std::uint32_t mark = in.fixed32();
    if (!is_marked || in.fixed32() != crc32(bytes.first(kTrailerSize - 4))) return std::nullopt;
    return offset;
}

}  // namespace dexarb
