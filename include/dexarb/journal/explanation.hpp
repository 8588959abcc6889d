#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dexarb/journal/database.hpp"
#include "dexarb/report/explanation.hpp"

namespace dexarb {

/// Finds what `id` names and gathers all that the journal holds of it.
///
/// An id is an opportunity's or action's as the event log has it, or a row: "opportunity:12", "action:12", "outcome:12"
/// (its action). Refused as kNotFound, or as kInvalidInput where several rows have it: the error lists them. `run`
/// narrows down.
[[nodiscard]] Result<Explanation> explain_record(const Database& journal, const std::string& id,
                                                 std::optional<std::int64_t> run);

}  // namespace dexarb
