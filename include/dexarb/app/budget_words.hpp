#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/app/request_plan.hpp"
#include "dexarb/metrics/feed_status.hpp"

namespace dexarb {

/// One thing to say of the budget; `is_warning` if it asks for something to be done.
struct BudgetWord {
    std::string text;
    bool is_warning = false;
};

/// What a run will cost and until when each quota lasts, before it starts. The plan stands in `feed`.
[[nodiscard]] std::vector<BudgetWord> budget_words(const FeedStatus& feed, const PlanQuestion& question,
                                                   const MethodUnits& units);

/// Says when the pace falls behind what was asked for, falls further by half, or comes back.
class PaceWatch {
  public:
    explicit PaceWatch(std::uint64_t every) : every_{every}, told_{every} {}

    /// What changed since the last call, in words; nothing if nothing did.
    [[nodiscard]] std::optional<std::string> note(const FeedStatus& feed);

  private:
    std::uint64_t every_;
    std::uint64_t told_;
};

}  // namespace dexarb
