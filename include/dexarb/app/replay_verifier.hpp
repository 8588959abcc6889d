#pragma once

#include <optional>
#include <span>
#include <string>

#include "dexarb/engine/engine.hpp"
#include "dexarb/journal/recorded_item.hpp"

namespace dexarb {

/// Holds what an engine makes of a recording against what the live run made of it.
class ReplayVerifier {
  public:
    /// `engine` outlives it.
    explicit ReplayVerifier(const Engine& engine)
        : engine_{&engine}, names_{engine.market(), engine.routes(), engine.configs()} {}

    /// Records of an item, or of the end of the run, beside the live run's evidence. Returns the first difference, in
    /// words with block and record; nothing while all is the same.
    [[nodiscard]] std::optional<std::string> compare(const FeedItem* item, std::span<const EngineRecord> records,
                                                     const DecisionEvidence& live);

    [[nodiscard]] std::uint64_t records() const { return records_; }

  private:
    [[nodiscard]] std::string line_of(std::span<const EngineRecord> records, std::size_t index) const;

    const Engine* engine_;
    EventLogNames names_;
    std::uint64_t records_ = 0;
};

}  // namespace dexarb
