#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/app/recording_head.hpp"
#include "dexarb/app/replay_options.hpp"
#include "dexarb/journal/recording_reader.hpp"

namespace dexarb {

/// A recording, one file or several of one run, as a feed: a part of it, and with arrivals modelled if so asked.
///
/// Modelled, every block arrives a fixed time after its timestamp, none is late, and blocks that were replaced within
/// the next 64 are left out: what a backfill of the same blocks would hold.
class RecordedFeed {
  public:
    /// Opens all files and reads their heads. Refuses files of different markets or configurations, or out of order.
    [[nodiscard]] static Result<RecordedFeed> open(const ReplayOptions& options);

    /// Of the first file.
    [[nodiscard]] const RecordingHead& head() const { return heads_.front(); }
    /// Whether a replay from here on can be held against the live run: the evidence of a run from its first block, as
    /// recorded. An error says why not.
    [[nodiscard]] Result<void> check_verifiable() const;

    /// The next item; nothing at the end.
    [[nodiscard]] Result<std::optional<RecordedItem>> next();

    /// How the last file ended; nothing before the end, where it was not ended, or where the replay stops before it.
    [[nodiscard]] const std::optional<RecordingEnd>& end() const { return end_; }
    /// What a reader must know: a torn tail, a recording without an end, one that is incomplete.
    [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }
    /// From 0 to 1.
    [[nodiscard]] double progress() const;

  private:
    explicit RecordedFeed(ReplayOptions options) : options_{std::move(options)} {}

    [[nodiscard]] Result<void> open_files();
    [[nodiscard]] Result<void> check_order() const;
    [[nodiscard]] Result<std::optional<RecordedItem>> next_in_range();
    [[nodiscard]] Result<std::optional<RecordedItem>> next_in_files();
    [[nodiscard]] Result<std::optional<RecordedItem>> next_canonical();
    void close_file();
    [[nodiscard]] SnapshotPtr with_modelled_arrival(const MarketSnapshot& snapshot);

    ReplayOptions options_;
    std::vector<RecordingHead> heads_;
    std::vector<RecordingReader> readers_;
    std::size_t present_ = 0;  ///< The file being read.
    bool started_ = false;     ///< The first block of the range has come.
    bool ended_ = false;       ///< The last one.
    std::deque<RecordedItem> ahead_;
    Timestamp last_arrival_;
    std::optional<RecordingEnd> end_;
    std::vector<std::string> notices_;
};

}  // namespace dexarb
