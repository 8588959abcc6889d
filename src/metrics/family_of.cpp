#include <algorithm>
#include <map>
#include <utility>

#include "dexarb/metrics/evidence.hpp"

namespace dexarb {
namespace {

/// Episodes in order of their first block.
using RowKey = std::pair<BlockNumber, RouteIndex>;

RowKey key_of(const TradeSample& sample) {
    return {sample.episode.first_block, sample.episode.route};
}

double net_of(const TradeSample& sample, NetChoice choice) {
    return to_double(choice ? sample.nets[static_cast<std::size_t>(*choice)] : sample.net_usd);
}

struct Row {
    UtcDay day;  ///< The first on which anybody's trade of it settled.
    std::uint32_t number = 0;
};

std::map<RowKey, Row> rows_of(std::span<const TradeSamples> samples) {
    std::map<RowKey, Row> rows;
    for (const TradeSamples& each : samples)
        for (const TradeSample& trade : each.trades()) {
            const auto [place, is_new] = rows.try_emplace(key_of(trade), Row{trade.day(), 0});
            if (!is_new) place->second.day = std::min(place->second.day, trade.day());
        }
    std::uint32_t number = 0;
    for (auto& [key, row] : rows)
        row.number = number++;
    return rows;
}

TrialFamily::Column column_of(const TradeSamples& samples, const std::map<RowKey, Row>& rows, NetChoice choice) {
    std::vector<std::pair<std::uint32_t, double>> cells;
    for (const TradeSample& trade : samples.trades())
        cells.emplace_back(rows.at(key_of(trade)).number, net_of(trade, choice));
    std::ranges::sort(cells);
    TrialFamily::Column column;
    for (const auto& [row, net] : cells) {
        column.rows.push_back(row);
        column.nets.push_back(net);
    }
    return column;
}

}  // namespace

TrialFamily family_of(std::span<const TradeSamples> samples, NetChoice choice) {
    const auto rows = rows_of(samples);
    std::map<UtcDay, std::uint32_t> days;
    for (const auto& [key, row] : rows)
        days.emplace(row.day, 0);
    TrialFamily family;
    for (auto& [day, number] : days)
        number = static_cast<std::uint32_t>(family.days++);
    for (const auto& [key, row] : rows)
        family.day_of_row.push_back(days.at(row.day));
    for (const TradeSamples& each : samples)
        family.columns.push_back(column_of(each, rows, choice));
    return family;
}

}  // namespace dexarb
