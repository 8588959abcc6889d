#include "dexarb/metrics/separation.hpp"

#include <algorithm>
#include <cmath>

#include "dexarb/metrics/holm.hpp"
#include "dexarb/metrics/normal.hpp"

namespace dexarb {
namespace {

constexpr double kConfidence = 0.95;

/// A tested column with its mean moved to zero.
struct Centred {
    const std::vector<std::uint32_t>* rows = nullptr;
    std::vector<double> nets;
    double rounding = 0.0;  ///< Squares below it are rounding.
};

Centred centred(const TrialFamily::Column& column, const Moments& moments) {
    Centred result{&column.rows, column.nets, 0.0};
    for (double& net : result.nets) {
        net -= moments.mean;
        result.rounding += 1e-12 * net * net;
    }
    return result;
}

/// The t of the column as drawn; zero where the draw holds nothing to tell.
double drawn_t(const Centred& column, const std::vector<std::uint32_t>& weights) {
    double count = 0.0;
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < column.nets.size(); ++i) {
        const double weight = weights[(*column.rows)[i]];
        const double net = column.nets[i];
        count += weight;
        sum += weight * net;
        squares += weight * net * net;
    }
    if (count < 2.0) return 0.0;
    const double spread = squares - sum * sum / count;
    return spread <= column.rounding ? 0.0 : sum / std::sqrt(spread * count / (count - 1.0));
}

/// The largest t of each replicate, sorted.
std::vector<double> largest_ts(const TrialFamily& family, const std::vector<Centred>& columns,
                               FamilyBootstrap::Unit unit, const ResamplingOptions& options) {
    FamilyBootstrap bootstrap{family, unit, options.seed};
    std::vector<std::uint32_t> weights;
    std::vector<double> largest;
    for (std::uint64_t i = 0; i < options.replicates && !options.stop.stop_requested(); ++i) {
        bootstrap.draw(i, weights);
        double most = -1e300;
        for (const Centred& column : columns)
            most = std::max(most, drawn_t(column, weights));
        largest.push_back(most * bootstrap.stretch());
    }
    std::ranges::sort(largest);
    return largest;
}

double quantile_of(const std::vector<double>& sorted) {
    const double place = std::ceil(kConfidence * (static_cast<double>(sorted.size()) + 1.0));
    return sorted[std::min(sorted.size(), static_cast<std::size_t>(place)) - 1];
}

double share_at_least(const std::vector<double>& sorted, double t) {
    const auto above = sorted.end() - std::ranges::lower_bound(sorted, t);
    return (1.0 + static_cast<double>(above)) / (1.0 + static_cast<double>(sorted.size()));
}

std::vector<Centred> test_columns(const TrialFamily& family, Separation& result) {
    std::vector<Centred> tested;
    std::vector<double> p_values;
    for (std::size_t i = 0; i < family.columns.size(); ++i) {
        Separation::Trial trial;
        trial.moments = moments_of(family.columns[i].nets);
        if (trial.moments.count >= kFewestTrades) trial.t = trial.moments.t();
        if (trial.t) {
            trial.p = student_cdf(-*trial.t, trial.moments.count - 1);
            p_values.push_back(*trial.p);
            tested.push_back(centred(family.columns[i], trial.moments));
            if (!result.best || *trial.t > *result.trials[*result.best].t) result.best = i;
        }
        result.trials.push_back(trial);
    }
    const auto adjusted = holm_adjusted(p_values);
    auto next = adjusted.begin();
    for (Separation::Trial& trial : result.trials)
        if (trial.t) trial.p_holm = *next++;
    return tested;
}

}  // namespace

FamilyBootstrap::FamilyBootstrap(const TrialFamily& family, Unit unit, std::uint64_t seed)
    : family_{family},
      unit_{unit},
      bootstrap_{unit == Unit::kDays ? family.days : family.rows(),
                 mean_run_length(unit == Unit::kDays ? family.days : family.rows()), seed} {}

void FamilyBootstrap::draw(std::uint64_t number, std::vector<std::uint32_t>& weights) {
    if (unit_ == Unit::kEpisodes) return bootstrap_.draw(number, weights);
    bootstrap_.draw(number, counts_);
    weights.resize(family_.rows());
    for (std::size_t row = 0; row < weights.size(); ++row)
        weights[row] = counts_[family_.day_of_row[row]];
}

std::vector<FamilyBootstrap::Unit> FamilyBootstrap::units_of(const TrialFamily& family) {
    if (family.days < kFewestDays) return {Unit::kEpisodes};
    return {Unit::kEpisodes, Unit::kDays};
}

Separation separate(const TrialFamily& family, const ResamplingOptions& options) {
    Separation result;
    const auto columns = test_columns(family, result);
    result.tested = columns.size();
    if (columns.empty() || options.replicates == 0) return result;
    result.bar = student_quantile(kConfidence, result.trials[*result.best].moments.count - 1);
    for (const auto unit : FamilyBootstrap::units_of(family)) {
        const auto largest = largest_ts(family, columns, unit, options);
        if (options.stop.stop_requested()) return result;
        result.bar = std::max(*result.bar, quantile_of(largest));
        for (Separation::Trial& trial : result.trials)
            if (trial.t)
                trial.p_resampled = std::max(trial.p_resampled.value_or(0.0), share_at_least(largest, *trial.t));
    }
    for (Separation::Trial& trial : result.trials)
        trial.is_separable = trial.t && *trial.t >= *result.bar;
    return result;
}

}  // namespace dexarb
