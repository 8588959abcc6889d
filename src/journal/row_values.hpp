#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/hash.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/base/u256.hpp"
#include "dexarb/journal/database.hpp"
#include "dexarb/report/record_lines.hpp"

namespace dexarb {

/// Columns as our values. A text that is no number is zero: `journal check` finds such rows.
[[nodiscard]] U256 amount_at(const Statement& row, int column);
[[nodiscard]] std::optional<U256> maybe_amount_at(const Statement& row, int column);
[[nodiscard]] Timestamp time_at(const Statement& row, int column);
[[nodiscard]] Hash hash_at(const Statement& row, int column);
[[nodiscard]] Address address_at(const Statement& row, int column);
[[nodiscard]] std::optional<MicroUsd> maybe_usd_at(const Statement& row, int column);

/// Routes of a journal, by their ids. Remembers the last few hundred.
class RouteReader {
  public:
    /// `journal` outlives it.
    [[nodiscard]] static Result<RouteReader> make(const Database& journal);

    [[nodiscard]] Result<RouteLine> route(std::int64_t id);

  private:
    explicit RouteReader(Statement hops) : hops_{std::move(hops)} {}

    Statement hops_;
    std::map<std::int64_t, RouteLine> known_;
};

}  // namespace dexarb
