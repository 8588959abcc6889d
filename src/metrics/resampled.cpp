#include "metrics/resampled.hpp"

#include <algorithm>
#include <utility>

namespace dexarb {
namespace {

constexpr double kTail = 0.025;

/// What each row holds that either column has: calls `visit(row, net of a, net of b)`.
template <typename Visit>
void walk(const TrialFamily::Column& a, const TrialFamily::Column& b, Visit visit) {
    for (std::size_t i = 0, j = 0; i < a.rows.size() || j < b.rows.size();) {
        const std::uint32_t in_a = i < a.rows.size() ? a.rows[i] : UINT32_MAX;
        const std::uint32_t in_b = j < b.rows.size() ? b.rows[j] : UINT32_MAX;
        const std::uint32_t row = std::min(in_a, in_b);
        const double net_a = in_a == row ? a.nets[i++] : 0.0;
        const double net_b = in_b == row ? b.nets[j++] : 0.0;
        visit(row, net_a, net_b);
    }
}

/// The interval between the tails of the draws, its ends as far from the whole as `stretch` says.
Interval between_tails(std::vector<double>& drawn, double whole, double stretch) {
    std::ranges::sort(drawn);
    const auto tail = static_cast<std::size_t>(kTail * static_cast<double>(drawn.size()));
    return {whole + stretch * (drawn[tail] - whole), whole + stretch * (drawn[drawn.size() - 1 - tail] - whole)};
}

}  // namespace

SortedColumn::SortedColumn(const TrialFamily::Column& column) {
    for (std::size_t i = 0; i < column.rows.size(); ++i)
        values_.push_back({column.nets[i], column.rows[i]});
    std::ranges::stable_sort(values_, {}, &Value::net);
}

double SortedColumn::median(const std::vector<std::uint32_t>& weights) const {
    std::uint64_t count = 0;
    for (const Value& value : values_)
        count += weights[value.row];
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        below += weights[values_[i].row];
        if (2 * below < count || count == 0) continue;
        if (2 * below > count) return values_[i].net;
        const auto next = std::find_if(values_.begin() + static_cast<std::ptrdiff_t>(i) + 1, values_.end(),
                                       [&](const Value& value) { return weights[value.row] > 0; });
        return (values_[i].net + next->net) / 2.0;
    }
    return 0.0;
}

double drawn_mean(const TrialFamily::Column& column, const std::vector<std::uint32_t>& weights) {
    double count = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < column.rows.size(); ++i) {
        const double weight = weights[column.rows[i]];
        count += weight;
        sum += weight * column.nets[i];
    }
    return count > 0.0 ? sum / count : 0.0;
}

double drawn_difference(const TrialFamily::Column& a, const TrialFamily::Column& b,
                        const std::vector<std::uint32_t>& weights) {
    double count = 0.0;
    double sum = 0.0;
    walk(a, b, [&](std::uint32_t row, double net_a, double net_b) {
        const double weight = weights[row];
        count += weight;
        sum += weight * (net_a - net_b);
    });
    return count > 0.0 ? sum / count : 0.0;
}

std::size_t ResampledIntervals::add(double whole, Figure figure) {
    figures_.push_back({whole, std::move(figure), {}, {whole, whole}});
    return figures_.size() - 1;
}

void ResampledIntervals::run(const TrialFamily& family, const ResamplingOptions& options) {
    if (figures_.empty() || options.replicates == 0) return;
    std::vector<std::uint32_t> weights;
    for (const auto unit : FamilyBootstrap::units_of(family)) {
        FamilyBootstrap bootstrap{family, unit, options.seed};
        for (Entry& entry : figures_)
            entry.drawn.clear();
        for (std::uint64_t i = 0; i < options.replicates && !options.stop.stop_requested(); ++i) {
            bootstrap.draw(i, weights);
            for (Entry& entry : figures_)
                entry.drawn.push_back(entry.figure(weights));
        }
        if (options.stop.stop_requested()) return;
        for (Entry& entry : figures_) {
            const Interval found = between_tails(entry.drawn, entry.whole, bootstrap.stretch());
            entry.interval = {std::min(entry.interval.low, found.low), std::max(entry.interval.high, found.high)};
        }
    }
}

}  // namespace dexarb
