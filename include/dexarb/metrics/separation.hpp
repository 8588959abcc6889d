#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "dexarb/metrics/moments.hpp"
#include "dexarb/metrics/stationary_bootstrap.hpp"
#include "dexarb/metrics/trial_family.hpp"

namespace dexarb {

/// Below this many trades no ratio is given.
inline constexpr std::uint64_t kFewestTrades = 30;
/// Below this many days nothing is said of days.
inline constexpr std::size_t kFewestDays = 7;

struct ResamplingOptions {
    std::uint64_t replicates = 2'000;
    std::uint64_t seed = 1;
    std::stop_token stop{};  ///< Asked to stop, the work ends early, and what comes out is of no use.
};

/// Draws of a family's rows: single episodes, or whole days.
class FamilyBootstrap {
  public:
    enum class Unit { kEpisodes, kDays };
    FamilyBootstrap(const TrialFamily& family, Unit unit, std::uint64_t seed);

    /// How often replicate `number` holds each row.
    void draw(std::uint64_t number, std::vector<std::uint32_t>& weights);

    /// As `StationaryBootstrap::stretch`.
    [[nodiscard]] double stretch() const { return bootstrap_.stretch(); }

    /// Episodes always, and days too from `kFewestDays` on: of two answers the more careful one counts.
    [[nodiscard]] static std::vector<Unit> units_of(const TrialFamily& family);

  private:
    const TrialFamily& family_;
    Unit unit_;
    StationaryBootstrap bootstrap_;
    std::vector<std::uint32_t> counts_;
};

/// Which of a family's configurations can be told from luck, all tested at once.
struct Separation {
    struct Trial {
        Moments moments;
        std::optional<double> t;            ///< Nothing below `kFewestTrades` or without variance: it is not tested.
        std::optional<double> p;            ///< One-sided, of its mean being at most zero, as if it were the only one.
        std::optional<double> p_holm;       ///< Adjusted for all that are tested.
        std::optional<double> p_resampled;  ///< Of the largest t of all that are tested, by resampling.
        bool is_separable = false;          ///< t reaches the bar.
    };
    std::vector<Trial> trials;        ///< In order of column.
    std::optional<double> bar;        ///< The t that is needed; nothing where none is tested.
    std::optional<std::size_t> best;  ///< Column with the highest t.
    std::size_t tested = 0;
};

/// The max-t test (Westfall and Young 1993; White 2000; Romano and Wolf 2005): draws the family's rows anew with every
/// column's mean moved to zero, notes the largest t of each draw, and sets the bar where only 5 % of them lie above.
/// Columns that are alike weigh as one. The bar is never below what Student's t asks of the best column alone.
[[nodiscard]] Separation separate(const TrialFamily& family, const ResamplingOptions& options);

}  // namespace dexarb
