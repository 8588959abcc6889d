#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/market/history.hpp"

namespace dexarb {

/// What a backfill has fetched so far, in a file beside its output: pieces, each a checksummed frame of the recording
/// format (docs/recording-format.md) behind a head that says what is fetched. What was added survives the process.
class HistoryStore {
  public:
    /// A new file with this head (JSON). kIo if it cannot be made, or is there.
    [[nodiscard]] static Result<HistoryStore> create(const std::string& path, std::string_view head);
    /// One that is there; a torn tail is cut off. `pools` is how many the market has: an event of another one is
    /// kMalformed, as is whatever else cannot be in such a file.
    [[nodiscard]] static Result<HistoryStore> go_on(const std::string& path, std::size_t pools);

    HistoryStore(HistoryStore&&) noexcept;
    HistoryStore& operator=(HistoryStore&&) noexcept;
    ~HistoryStore();

    [[nodiscard]] const std::string& head() const;
    /// What was in the file when it was opened; they are the caller's from then on.
    [[nodiscard]] std::vector<FetchedPiece> take_pieces();
    /// Hands a piece to the operating system.
    [[nodiscard]] Result<void> add(const FetchedPiece& piece);

  private:
    struct State;
    explicit HistoryStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace dexarb
