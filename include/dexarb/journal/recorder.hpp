#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "dexarb/base/result.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/journal/recorded_item.hpp"
#include "dexarb/journal/recording_writer.hpp"

namespace dexarb {

struct RecorderOptions {
    std::filesystem::path folder;
    /// Names the run among others, in letters that a file name may have; files are called RUN.DAY.dxrec.
    std::string run;
    /// The head of the file of one UTC day, the first part being 1: a JSON object.
    std::function<std::string(unsigned part)> head;
    UtcDay first_day;
    std::size_t queue = 4096;  ///< The most items that may wait for the disk.
    /// What a crash may take: the items of so long, and those that wait.
    std::chrono::milliseconds longest_uncut{2000};
    RecordingWriterOptions writer{};
};

/// How a recording is doing.
struct RecorderStatus {
    std::string file;  ///< The one being written.
    std::uint64_t blocks = 0;
    std::uint64_t bytes = 0;  ///< Of all files of the run.
    /// From this block on nothing is recorded any more.
    std::optional<BlockNumber> incomplete_from;
    /// What is wrong now, in words; empty while all is well.
    std::string trouble;
};

/// Records a live run beside it: on a thread of its own, a new file each UTC day. The thread that trades never waits;
/// where the disk cannot follow, the recording is incomplete from a block on, and says so.
class Recorder {
  public:
    /// Makes the first file, so that a disk that is full or read-only is known before anything starts. What `names`
    /// refers to outlives the recorder.
    [[nodiscard]] static Result<std::unique_ptr<Recorder>> start(RecorderOptions options, EventLogNames names);
    virtual ~Recorder() = default;

    /// An item, after the engine made these records of it and came to this digest.
    virtual void record(const FeedItem& item, EngineRecords records, const Hash& digest) = 0;
    /// The end of the run; returns when all is on the disk or known not to come there.
    virtual void finish(std::span<const EngineRecord> records, const Hash& digest) = 0;
    /// Another recording goes on after `handover`, of which the engine made these records; returns as `finish` does.
    virtual void leave(const Handover& handover, std::span<const EngineRecord> records, const Hash& digest) = 0;
    [[nodiscard]] virtual RecorderStatus status() const = 0;
};

}  // namespace dexarb
