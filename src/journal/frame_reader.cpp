#include "journal/frame_reader.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "journal/bytes.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kSearchStep = 64U << 10U;

}  // namespace

Result<FrameReader> FrameReader::open(const std::string& path) {
    auto file = FileBytes::open(path);
    if (!file) return file.error();
    const auto head = file->at(0, kFileHeadSize);
    if (!head) return head.error();
    if (auto known = check_file_head(*head); !known) return std::move(known).error().within(path);
    return FrameReader{std::move(*file)};
}

Result<FrameHeader> FrameReader::header_at(std::uint64_t offset) {
    const auto bytes = file_.at(offset, FrameHeader::kSize);
    if (!bytes) return bytes.error();
    auto header = decode_frame_header(*bytes);
    if (header && header->stored_size > file_.size() - offset - FrameHeader::kSize)
        return Error{ErrorCode::kInvalidInput, "the file ends within a frame"};
    return header;
}

Result<std::optional<FrameReader::Frame>> FrameReader::next() {
    if (offset_ >= file_.size()) return std::optional<Frame>{};
    const auto header = header_at(offset_);
    if (!header) return damaged(header.error());
    const auto stored = file_.at(offset_ + FrameHeader::kSize, header->stored_size);
    if (!stored) return stored.error();
    const auto payload = unpacker_.unpack(*header, *stored);
    if (!payload) return damaged(payload.error());
    const Frame frame{*header, offset_, *payload};
    offset_ += FrameHeader::kSize + header->stored_size;
    if (header->kind == FrameKind::kBlocks) near_block_ = header->first_block;
    return std::optional<Frame>{frame};
}

Result<std::optional<FrameReader::Frame>> FrameReader::damaged(const Error& error) {
    if (error.code == ErrorCode::kIo) return error;
    const auto more = frames_behind(offset_ + 1);
    if (!more) return more.error();
    if (*more) return error;
    torn_ = TornTail{offset_, file_.size() - offset_, error.detail};
    offset_ = file_.size();
    return std::optional<Frame>{};
}

Result<bool> FrameReader::frames_behind(std::uint64_t offset) {
    while (offset < file_.size()) {
        const auto bytes = file_.at(offset, kSearchStep + kFrameSync.size());
        if (!bytes) return bytes.error();
        const auto found = std::ranges::search(*bytes, as_bytes(kFrameSync));
        if (found.empty()) {
            offset += kSearchStep;
            continue;
        }
        const std::uint64_t place = offset + static_cast<std::uint64_t>(found.begin() - bytes->begin());
        if (header_at(place)) return true;
        offset = place + 1;
    }
    return false;
}

Result<std::optional<RecordingIndex>> FrameReader::stored_index() {
    if (file_.size() < kFileHeadSize + kTrailerSize) return std::optional<RecordingIndex>{};
    const auto trailer = file_.at(file_.size() - kTrailerSize, kTrailerSize);
    if (!trailer) return trailer.error();
    const auto place = decode_trailer(*trailer);
    if (!place || *place >= file_.size()) return std::optional<RecordingIndex>{};
    const auto header = header_at(*place);
    if (!header || header->kind != FrameKind::kIndex) return std::optional<RecordingIndex>{};
    const auto stored = file_.at(*place + FrameHeader::kSize, header->stored_size);
    if (!stored) return stored.error();
    const auto payload = unpacker_.unpack(*header, *stored);
    if (!payload) return std::optional<RecordingIndex>{};
    return decode_index(*payload, file_.size());
}

Result<RecordingIndex> FrameReader::index() {
    auto stored = stored_index();
    if (!stored) return stored.error();
    if (*stored) return **std::move(stored);
    RecordingIndex found;
    for (std::uint64_t offset = kFileHeadSize; offset < file_.size();) {
        const auto header = header_at(offset);
        if (!header) break;  // whoever reads that far is told
        if (header->starts_whole) found.push_back({header->first_block, offset});
        offset += FrameHeader::kSize + header->stored_size;
    }
    return found;
}

}  // namespace dexarb
