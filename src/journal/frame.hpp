#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/result.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace dexarb {

/// What stands at the very start of a file: 8 letters, and the version of the format.
inline constexpr std::string_view kRecordingMagic = "DEXARBRC";
inline constexpr std::uint32_t kRecordingVersion = 2;
/// Files of it are read as well: they have no handovers.
inline constexpr std::uint32_t kOldestRecordingVersion = 1;
inline constexpr std::size_t kFileHeadSize = 16;

enum class FrameKind : std::uint8_t { kHead = 'H', kBlocks = 'B', kEnd = 'E', kIndex = 'I' };

/// What every frame begins with.
inline constexpr std::string_view kFrameSync = "DXF1";

/// The 32 bytes in front of every payload.
struct FrameHeader {
    static constexpr std::size_t kSize = 32;
    /// No payload is longer than these, neither as it stands in the file nor unpacked.
    static constexpr std::uint32_t kMostStored = 96U << 20U;
    static constexpr std::uint32_t kMostRaw = 64U << 20U;

    FrameKind kind = FrameKind::kBlocks;
    bool starts_whole = false;  ///< Its first item is a whole snapshot: reading can begin here.
    std::uint32_t raw_size = 0;
    std::uint32_t stored_size = 0;
    BlockNumber first_block = 0;
    std::uint32_t payload_crc = 0;
};

[[nodiscard]] std::string encode(const FrameHeader& header);
/// Refuses what is no header, or has another checksum or an impossible size.
[[nodiscard]] Result<FrameHeader> decode_frame_header(std::span<const std::uint8_t> bytes);

[[nodiscard]] std::string file_head();
[[nodiscard]] Result<void> check_file_head(std::span<const std::uint8_t> bytes);

/// Packs payloads with zstd.
class Packer {
  public:
    explicit Packer(int level);
    /// A whole frame: header and packed payload. A payload beyond `kMostRaw` is a bug.
    [[nodiscard]] std::string frame(FrameHeader header, std::string_view payload);

  private:
    struct Free {
        void operator()(ZSTD_CCtx_s* context) const;
    };
    std::unique_ptr<ZSTD_CCtx_s, Free> context_;
    int level_;
};

/// Unpacks them, never into more than their headers say.
class Unpacker {
  public:
    Unpacker();
    /// `stored` is what stands behind the header. The bytes hold until the next call.
    [[nodiscard]] Result<std::span<const std::uint8_t>> unpack(const FrameHeader& header,
                                                               std::span<const std::uint8_t> stored);

  private:
    struct Free {
        void operator()(ZSTD_DCtx_s* context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> context_;
    std::string raw_;
};

}  // namespace dexarb
