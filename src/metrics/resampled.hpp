#pragma once

#include <functional>
#include <vector>

#include "dexarb/metrics/proportion.hpp"
#include "dexarb/metrics/separation.hpp"

namespace dexarb {

/// The values of a column in order of size with their rows: a weighted median is then one walk.
class SortedColumn {
  public:
    explicit SortedColumn(const TrialFamily::Column& column);
    /// The value in the middle of the draw; zero of an empty one.
    [[nodiscard]] double median(const std::vector<std::uint32_t>& weights) const;

  private:
    struct Value {
        double net = 0.0;
        std::uint32_t row = 0;
    };
    std::vector<Value> values_;
};

/// Mean of the column as drawn, per trade; zero of an empty draw.
[[nodiscard]] double drawn_mean(const TrialFamily::Column& column, const std::vector<std::uint32_t>& weights);

/// Difference of two columns as drawn, per row on which either traded.
[[nodiscard]] double drawn_difference(const TrialFamily::Column& a, const TrialFamily::Column& b,
                                      const std::vector<std::uint32_t>& weights);

/// 95 % intervals of several figures of the same draws, one pass over them for all.
class ResampledIntervals {
  public:
    using Figure = std::function<double(const std::vector<std::uint32_t>& weights)>;

    /// `whole` is the figure of what was drawn from.
    std::size_t add(double whole, Figure figure);
    void run(const TrialFamily& family, const ResamplingOptions& options);
    /// Of episodes drawn, and of days where there are enough: the wider end of each.
    [[nodiscard]] Interval interval(std::size_t figure) const { return figures_[figure].interval; }

  private:
    struct Entry {
        double whole = 0.0;
        Figure figure;
        std::vector<double> drawn;
        Interval interval;
    };
    std::vector<Entry> figures_;
};

}  // namespace dexarb
