#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "dexarb/journal/recording_reader.hpp"

#include "journal/file_bytes.hpp"
#include "journal/frame.hpp"
#include "journal/recording_index.hpp"

namespace dexarb {

/// The frames of one file, one after the other.
class FrameReader {
  public:
    /// Refuses what does not begin as a recording does.
    [[nodiscard]] static Result<FrameReader> open(const std::string& path);

    struct Frame {
        FrameHeader header;
        std::uint64_t offset = 0;
        std::span<const std::uint8_t> payload;  ///< Unpacked; holds until the next call.
    };

    /// The next frame; nothing at the end of the file, and nothing where only the ruins of one are left, which `torn`
    /// then tells. Damage with sound frames behind it is an error.
    [[nodiscard]] Result<std::optional<Frame>> next();
    void go_to(std::uint64_t offset) { offset_ = offset; }
    /// Where reading can begin: as the file's index says, else as its frames' headers do.
    [[nodiscard]] Result<RecordingIndex> index();

    [[nodiscard]] const std::optional<TornTail>& torn() const { return torn_; }
    [[nodiscard]] const FileBytes& file() const { return file_; }
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    /// The newest block that the frames read so far begin with, for messages.
    [[nodiscard]] BlockNumber near_block() const { return near_block_; }

  private:
    explicit FrameReader(FileBytes file) : file_{std::move(file)} {}

    [[nodiscard]] Result<FrameHeader> header_at(std::uint64_t offset);
    [[nodiscard]] Result<std::optional<Frame>> damaged(const Error& error);
    [[nodiscard]] Result<bool> frames_behind(std::uint64_t offset);
    [[nodiscard]] Result<std::optional<RecordingIndex>> stored_index();

    FileBytes file_;
    Unpacker unpacker_;
    std::uint64_t offset_ = kFileHeadSize;
    BlockNumber near_block_ = 0;
    std::optional<TornTail> torn_;
};

}  // namespace dexarb
