#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dexarb/base/result.hpp"
#include "dexarb/journal/recorded_item.hpp"

namespace dexarb {

struct RecordingWriterOptions {
    std::size_t frame_size = 256U << 10U;     ///< A frame is cut by itself when its bytes, unpacked, exceed this.
    std::uint64_t whole_every = 1000;         ///< Blocks from one whole snapshot to the next.
    int level = 6;                            ///< Of zstd.
    std::size_t most_unwritten = 64U << 20U;  ///< Packed bytes that may wait for a disk that takes none.
};

/// Writes one file of a recording: a live run's, a backfill's. No thread of its own; what it says to be written has
/// been handed to the operating system.
///
/// What the disk does not take is kept and tried again with the next frame, so that a disk that is full for a while
/// costs nothing. Beyond `most_unwritten` the file is lost: every call then fails.
class RecordingWriter {
  public:
    /// Makes a file, which must not be there, and writes `head` (JSON, see docs/recording-format.md) into it.
    [[nodiscard]] static Result<RecordingWriter> create(const std::string& path, std::string_view head,
                                                        RecordingWriterOptions options = {});

    RecordingWriter(RecordingWriter&&) noexcept;
    RecordingWriter& operator=(RecordingWriter&&) noexcept;
    /// Writes what was added; the file then ends as after a crash, without an end and an index.
    ~RecordingWriter();

    /// Adds what a feed handed over, in order. An error is one of the disk.
    [[nodiscard]] Result<void> add(const RecordedItem& item);
    /// Writes what was added so far as a frame of its own: what a crash cannot take any more.
    [[nodiscard]] Result<void> cut();
    /// Writes the rest, the end and the index, and sees to it that all of it is on the disk. Nothing is added after it.
    [[nodiscard]] Result<void> end(const RecordingEnd& end);

    /// Whether something was added since the last cut.
    [[nodiscard]] bool has_uncut() const;
    /// Whether more waits than may: what comes from here on is lost.
    [[nodiscard]] bool is_lost() const;
    [[nodiscard]] const std::string& path() const;
    [[nodiscard]] std::uint64_t blocks() const;
    /// Bytes written and waiting to be written.
    [[nodiscard]] std::uint64_t size() const;
    /// The newest block added; zero before the first.
    [[nodiscard]] BlockNumber newest() const;

  private:
    struct State;
    explicit RecordingWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace dexarb
