#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <utility>

#include "dexarb/base/time.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Blocks that may still be undone below the newest: the depth of `MarketReplica`. Beyond it books are final.
inline constexpr BlockNumber kUndoDepth = 64;

/// The UTC day of a block: of its timestamp, not of its arrival.
[[nodiscard]] inline UtcDay day_of(const MarketSnapshot& block) {
    return std::chrono::floor<std::chrono::days>(block.header.timestamp);
}

/// One thing that happened to the books of one configuration.
struct LedgerEntry {
    enum class Kind {
        kAction,      ///< Decided on block `block`. Stays when that block is undone: it was sent.
        kOutcome,     ///< Settled in `block`.
        kQuarantine,  ///< The fill `outcome` was moved out of the books in `block`.
        kStranded,    ///< The block of `outcome` was replaced too deep for it to be undone: out of the sums.
        kReread,  ///< `pool` was read anew in `block` with no event seen, so what a fill took may stand there again.
        kLifted,  ///< Somebody lifted the limits that were reached, after `block`. Stays when that block is undone.
    };
    Kind kind = Kind::kAction;
    BlockNumber block = 0;
    UtcDay day;          ///< Of the block's timestamp.
    OutcomePtr outcome;  ///< Where `is_of_outcome`.
    PoolIndex pool{};    ///< Of `kReread`.

    [[nodiscard]] bool is_of_outcome() const {
        return kind == Kind::kOutcome || kind == Kind::kQuarantine || kind == Kind::kStranded;
    }
    [[nodiscard]] bool is_undone_with(BlockNumber fork) const {
        return kind != Kind::kAction && kind != Kind::kLifted && block > fork;
    }
};

/// Books as a fold: `State` is what `State::apply(const LedgerEntry&)` makes of the entries, in the order they came.
///
/// Undoing blocks drops their entries and folds the rest again, so that the books equal, exactly, those of a run in
/// which the dropped entries never were. Entries deeper than `kUndoDepth` are folded for good: memory stays bounded.
template <typename State>
class Ledger {
  public:
    explicit Ledger(State initial) : base_{initial}, present_{std::move(initial)} {}

    void append(LedgerEntry entry) {
        present_.apply(entry);
        newest_ = std::max(newest_, entry.block);
        recent_.push_back(std::move(entry));
        while (recent_.front().block + kUndoDepth < newest_) {
            base_.apply(recent_.front());
            recent_.pop_front();
        }
    }

    void undo_to(BlockNumber fork) {
        const auto dropped =
            std::erase_if(recent_, [&](const LedgerEntry& entry) { return entry.is_undone_with(fork); });
        newest_ = std::min(newest_, fork);
        if (dropped > 0) fold();
    }

    /// What is left cannot be undone any more.
    void make_final() {
        base_ = present_;
        recent_.clear();
    }

    [[nodiscard]] const State& state() const { return present_; }

    /// The present is not written: it is folded again when it is read.
    template <typename Archive>
    static void persist(Archive& archive, auto& self) {
        State::persist(archive, self.base_);
        archive(self.recent_, self.newest_);
        if constexpr (Archive::kReads)
            if (!archive.failed()) self.fold();
    }

  private:
    void fold() {
        present_ = base_;
        for (const LedgerEntry& entry : recent_)
            present_.apply(entry);
    }

    State base_;
    State present_;
    std::deque<LedgerEntry> recent_;
    BlockNumber newest_ = 0;
};

}  // namespace dexarb
