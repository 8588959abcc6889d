#include "journal/row_values.hpp"

#include <algorithm>

#include "dexarb/journal/read_scope.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kRoutesKept = 512;
constexpr const char* kHops =
    "SELECT p.address, t0.address, t1.address, h.zero_for_one FROM route_hops h JOIN pools p ON p.id = h.pool "
    "JOIN tokens t0 ON t0.id = p.token0 JOIN tokens t1 ON t1.id = p.token1 WHERE h.route = ? ORDER BY h.place";

template <typename Value>
Value bytes_at(const Statement& row, int column) {
    Value value;
    const auto bytes = row.bytes(column);
    std::copy_n(bytes.begin(), std::min(bytes.size(), value.bytes.size()), value.bytes.begin());
    return value;
}

}  // namespace

U256 amount_at(const Statement& row, int column) {
    return u256_from_decimal(row.text(column)).value_or(U256{});
}

std::optional<U256> maybe_amount_at(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return amount_at(row, column);
}

Timestamp time_at(const Statement& row, int column) {
    return Timestamp{std::chrono::milliseconds{row.integer(column)}};
}

Hash hash_at(const Statement& row, int column) {
    return bytes_at<Hash>(row, column);
}

Address address_at(const Statement& row, int column) {
    return bytes_at<Address>(row, column);
}

std::optional<MicroUsd> maybe_usd_at(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return MicroUsd{row.integer(column)};
}

Result<RouteReader> RouteReader::make(const Database& journal) {
    auto hops = journal.prepare(kHops, "reading a route");
    if (!hops) return hops.error();
    return RouteReader{std::move(*hops)};
}

Result<RouteLine> RouteReader::route(std::int64_t id) {
    if (const auto known = known_.find(id); known != known_.end()) return known->second;
    RouteLine route;
    const auto take = [&](const Statement& row) -> Result<void> {
        HopLine hop{address_at(row, 0), address_at(row, 1), address_at(row, 2), row.integer(3) != 0};
        if (!hop.zero_for_one) std::swap(hop.token_in, hop.token_out);
        route.push_back(hop);
        return {};
    };
    if (const auto read = each_row(hops_.bind(id), take); !read) return read.error();
    if (known_.size() >= kRoutesKept) known_.clear();
    known_[id] = route;
    return route;
}

}  // namespace dexarb
