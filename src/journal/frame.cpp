#include "journal/frame.hpp"

#include <algorithm>

#include <zstd.h>

#include "journal/bytes.hpp"

namespace dexarb {
namespace {

constexpr std::uint8_t kStartsWhole = 0x01;

bool is_kind(std::uint8_t kind) {
    constexpr std::string_view kKinds = "HBEI";
    return kKinds.find(static_cast<char>(kind)) != std::string_view::npos;
}

Error malformed(const char* what) {
    return {ErrorCode::kInvalidInput, what};
}

bool starts_with(std::span<const std::uint8_t> bytes, std::string_view text) {
    return bytes.size() >= text.size() && std::ranges::equal(bytes.first(text.size()), as_bytes(text));
}

}  // namespace

std::string encode(const FrameHeader& header) {
    ByteWriter out;
    out.text(kFrameSync);
    out.byte(static_cast<std::uint8_t>(header.kind));
    out.byte(header.starts_whole ? kStartsWhole : 0);
    out.byte(0);
    out.byte(0);
    out.fixed32(header.raw_size);
    out.fixed32(header.stored_size);
    out.fixed64(header.first_block);
    out.fixed32(header.payload_crc);
    out.fixed32(crc32(as_bytes(out.bytes())));
    return out.bytes();
}

Result<FrameHeader> decode_frame_header(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < FrameHeader::kSize) return malformed("the file ends within a frame's header");
    if (!starts_with(bytes, kFrameSync)) return malformed("no frame begins here");
    ByteReader in{bytes.first(FrameHeader::kSize).subspan(kFrameSync.size())};
    FrameHeader header;
    const std::uint8_t kind = in.byte();
    header.kind = static_cast<FrameKind>(kind);
    header.starts_whole = (in.byte() & kStartsWhole) != 0;
    [[maybe_unused]] const std::uint8_t reserved[]{in.byte(), in.byte()};
    header.raw_size = in.fixed32();
    header.stored_size = in.fixed32();
    header.first_block = in.fixed64();
    header.payload_crc = in.fixed32();
    if (in.fixed32() != crc32(bytes.first(FrameHeader::kSize - 4))) return malformed("a frame's header is damaged");
    if (!is_kind(kind)) return malformed("a kind of frame that this program does not know");
    if (header.raw_size > FrameHeader::kMostRaw || header.stored_size > FrameHeader::kMostStored)
        return malformed("a frame of impossible size");
    return header;
}

std::string file_head() {
    ByteWriter out;
    out.text(kRecordingMagic);
    out.fixed32(kRecordingVersion);
    out.fixed32(0);
    return out.bytes();
}

Result<void> check_file_head(std::span<const std::uint8_t> bytes) {
    if (!starts_with(bytes, kRecordingMagic) || bytes.size() < kFileHeadSize) return malformed("this is no recording");
    ByteReader in{bytes.subspan(kRecordingMagic.size())};
    const std::uint32_t format = in.fixed32();
    if (format >= kOldestRecordingVersion && format <= kRecordingVersion) return {};
    return Error{ErrorCode::kInvalidInput,
                 "a recording of format " + std::to_string(format) + "; this program reads formats " +
                     std::to_string(kOldestRecordingVersion) + " to " + std::to_string(kRecordingVersion)};
}

void Packer::Free::operator()(ZSTD_CCtx_s* context) const {
    ZSTD_freeCCtx(context);
}

Packer::Packer(int level) : context_{ZSTD_createCCtx()}, level_{level} {
    check(context_ != nullptr, "zstd has a context");
}

std::string Packer::frame(FrameHeader header, std::string_view payload) {
    check(payload.size() <= FrameHeader::kMostRaw, "a frame holds what its header can say");
    std::string packed(ZSTD_compressBound(payload.size()), '\0');
    const std::size_t size =
        ZSTD_compressCCtx(context_.get(), packed.data(), packed.size(), payload.data(), payload.size(), level_);
    check(ZSTD_isError(size) == 0, "zstd packs into enough room");
    packed.resize(size);
    check(size <= FrameHeader::kMostStored, "a packed frame holds what its header can say");
    header.raw_size = static_cast<std::uint32_t>(payload.size());
    header.stored_size = static_cast<std::uint32_t>(size);
    header.payload_crc = crc32(as_bytes(packed));
    return encode(header) + packed;
}

void Unpacker::Free::operator()(ZSTD_DCtx_s* context) const {
    ZSTD_freeDCtx(context);
}

Unpacker::Unpacker() : context_{ZSTD_createDCtx()} {
    check(context_ != nullptr, "zstd has a context");
}

Result<std::span<const std::uint8_t>> Unpacker::unpack(const FrameHeader& header,
                                                       std::span<const std::uint8_t> stored) {
    if (crc32(stored) != header.payload_crc) return malformed("a frame's payload is damaged");
    raw_.resize(std::max<std::size_t>(raw_.size(), header.raw_size));
    const std::size_t size =
        ZSTD_decompressDCtx(context_.get(), raw_.data(), header.raw_size, stored.data(), stored.size());
    if (ZSTD_isError(size) != 0 || size != header.raw_size) return malformed("a frame's payload does not unpack");
    return as_bytes(raw_).first(size);
}

}  // namespace dexarb
