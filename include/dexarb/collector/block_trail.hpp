#pragma once

#include <cstddef>
#include <deque>

#include "dexarb/base/block_id.hpp"

namespace dexarb {

/// The blocks handed over on the present branch, much further back than their states are kept: so that a branch
/// replaced deeper than the undo depth can be found and counted. Blocks passed over by a fresh start are not in it.
class BlockTrail {
  public:
    explicit BlockTrail(std::size_t capacity = 16'384) : capacity_{capacity} {}

    /// `block` is above all that are in it.
    void push(const BlockId& block) {
        blocks_.push_back(block);
        if (blocks_.size() > capacity_) blocks_.pop_front();
    }
    /// Drops the blocks above `fork`; how many.
    std::size_t undo_to(BlockNumber fork) {
        std::size_t dropped = 0;
        for (; !blocks_.empty() && blocks_.back().number > fork; ++dropped)
            blocks_.pop_back();
        return dropped;
    }

    /// Oldest first.
    [[nodiscard]] const std::deque<BlockId>& blocks() const { return blocks_; }

  private:
    std::size_t capacity_;
    std::deque<BlockId> blocks_;
};

}  // namespace dexarb
