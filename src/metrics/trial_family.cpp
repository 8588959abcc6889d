#include "dexarb/metrics/trial_family.hpp"

#include <algorithm>
#include <cmath>

namespace dexarb {
namespace {

struct Spread {
    double mean = 0.0;  ///< Over all rows.
    double squares = 0.0;
};

Spread spread_of(const TrialFamily::Column& column, double rows) {
    Spread spread;
    double sum = 0.0;
    for (const double net : column.nets) {
        sum += net;
        spread.squares += net * net;
    }
    spread.mean = sum / rows;
    spread.squares -= spread.mean * sum;
    return spread;
}

double products(const TrialFamily::Column& a, const TrialFamily::Column& b) {
    double sum = 0.0;
    for (std::size_t i = 0, j = 0; i < a.rows.size() && j < b.rows.size();) {
        if (a.rows[i] == b.rows[j])
            sum += a.nets[i++] * b.nets[j++];
        else
            ++(a.rows[i] < b.rows[j] ? i : j);
    }
    return sum;
}

}  // namespace

double effective_trials(const TrialFamily& family) {
    const auto rows = static_cast<double>(family.rows());
    std::vector<const TrialFamily::Column*> columns;
    std::vector<Spread> spreads;
    for (const auto& column : family.columns) {
        const Spread spread = spread_of(column, rows);
        if (column.nets.empty() || spread.squares <= 1e-12 * rows * spread.mean * spread.mean) continue;
        columns.push_back(&column);
        spreads.push_back(spread);
    }
    const auto count = static_cast<double>(columns.size());
    if (columns.size() < 2) return count;
    double sum = 0.0;
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (std::size_t j = i + 1; j < columns.size(); ++j)
            sum += (products(*columns[i], *columns[j]) - rows * spreads[i].mean * spreads[j].mean) /
                   std::sqrt(spreads[i].squares * spreads[j].squares);
    const double correlation = std::clamp(sum * 2.0 / (count * (count - 1.0)), 0.0, 1.0);
    return correlation + (1.0 - correlation) * count;
}

}  // namespace dexarb
