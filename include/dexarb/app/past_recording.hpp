#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/app/backfill.hpp"
#include "dexarb/app/recording_head.hpp"

namespace dexarb {

/// A pool that a recording of the past has not from its first block on.
struct UncertainPool {
    PoolIndex pool{};
    std::optional<BlockNumber> certain_from;  ///< Nothing: not at all.
    std::string why;                          ///< Not at all, because.
};

/// What a recording of the past holds.
struct PastRecording {
    std::uint64_t blocks = 0;
    std::uint64_t modelled = 0;  ///< Blocks whose timestamps are interpolated.
    std::uint64_t events = 0;    ///< Of these blocks and up to the head.
    std::uint64_t bytes = 0;
    std::vector<UncertainPool> uncertain;
    /// From here on every pool is certain that will be.
    BlockNumber complete_from = 0;
};

/// Winds the pools back and writes the recording `file`, which appears there once it is whole. Errors are of what was
/// fetched (kMalformed) or of the disk (kIo).
[[nodiscard]] Result<PastRecording> write_past_recording(const std::filesystem::path& file, const RecordingHead& head,
                                                         FetchedPast past);

}  // namespace dexarb
