#pragma once

#include <cstdint>
#include <vector>

#include "dexarb/engine/engine.hpp"
#include "dexarb/journal/journal_step.hpp"

namespace dexarb {

/// An engine that takes the steps of the run's own once more, on the thread that writes: it decides the same, and its
/// checkpoints cost the thread that trades nothing.
class SecondEngine {
  public:
    /// `engine` stands where the run's own begins.
    explicit SecondEngine(Engine engine) : engine_{std::move(engine)} {}

    /// The checkpoint after the step, packed. Empty from the first step on after which the digests differ.
    [[nodiscard]] std::vector<std::uint8_t> after(const EngineStep& step);
    /// The state after a block that was decided on by the run that is resumed.
    void resume(const SnapshotPtr& snapshot) { engine_.resume(snapshot); }

    [[nodiscard]] bool differs() const { return differs_; }

  private:
    Engine engine_;
    bool differs_ = false;
};

}  // namespace dexarb
