#include "dexarb/journal/traded_pairs.hpp"

#include <fmt/format.h>

#include "dexarb/journal/read_scope.hpp"

#include "journal/row_values.hpp"

namespace dexarb {
namespace {

/// A route of a pair is a cycle of its two tokens: the first pool has both.
constexpr const char* kTradedPairs =
    "SELECT DISTINCT r.pair, q.address, b.address FROM actions a JOIN epochs c ON c.id = a.epoch "
    "JOIN run_epochs x ON x.epoch = c.id JOIN episodes e ON e.id = a.episode JOIN routes r ON r.id = e.route "
    "JOIN route_hops h ON h.route = r.id AND h.place = 0 JOIN pools p ON p.id = h.pool "
    "JOIN tokens q ON q.id = r.start_token "
    "JOIN tokens b ON b.id = CASE r.start_token WHEN p.token0 THEN p.token1 ELSE p.token0 END "
    "WHERE x.run IN (SELECT value FROM json_each(?1)) AND c.config = ?2 ORDER BY 1, 2, 3";

}  // namespace

Result<std::vector<TradedPair>> read_traded_pairs(const Database& journal, const std::vector<std::int64_t>& runs,
                                                  const std::string& config) {
    auto statement = journal.prepare(kTradedPairs, "reading the pairs that were traded");
    if (!statement) return statement.error();
    std::vector<TradedPair> pairs;
    const auto take = [&](const Statement& row) -> Result<void> {
        pairs.push_back({std::string{row.text(0)}, address_at(row, 1), address_at(row, 2)});
        return {};
    };
    const auto read = each_row(statement->bind(fmt::format("[{}]", fmt::join(runs, ",")), config), take);
    if (!read) return read.error();
    return pairs;
}

}  // namespace dexarb
