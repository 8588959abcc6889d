#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "dexarb/base/result.hpp"
#include "dexarb/journal/recorded_item.hpp"

namespace dexarb {

/// What a crash left behind the last whole frame of a file.
struct TornTail {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::string reason;
};

/// Reads one file of a recording, bytes that nobody vouches for: what does not fit is an error that names file, offset
/// and block, and never more. A torn tail is no error, but left out and told.
class RecordingReader {
  public:
    /// Opens the file as long as it is now and reads its head.
    [[nodiscard]] static Result<RecordingReader> open(const std::string& path);

    RecordingReader(RecordingReader&&) noexcept;
    RecordingReader& operator=(RecordingReader&&) noexcept;
    ~RecordingReader();

    /// The JSON that the file begins with.
    [[nodiscard]] const std::string& head() const;
    /// What the pools of the blocks are; before the first `next`. It is the caller's to make it from the head.
    void set_market(MarketDefinitionPtr market);

    /// The next item; nothing behind the last, when `end` and `torn` tell how the file ends.
    [[nodiscard]] Result<std::optional<RecordedItem>> next();
    /// Goes to the last whole snapshot at or below `block`, or to the first of the file; `next` reads from there.
    [[nodiscard]] Result<void> seek(BlockNumber block);

    /// How it was ended; nothing where it was not: the run crashed or still writes.
    [[nodiscard]] const std::optional<RecordingEnd>& end() const;
    [[nodiscard]] const std::optional<TornTail>& torn() const;

    [[nodiscard]] const std::string& path() const;
    [[nodiscard]] std::uint64_t size() const;
    /// How much of it has been read.
    [[nodiscard]] std::uint64_t position() const;

  private:
    struct State;
    explicit RecordingReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace dexarb
