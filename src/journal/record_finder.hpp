#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dexarb/journal/database.hpp"

namespace dexarb {

/// A row that an id names.
struct FoundRecord {
    bool is_action = false;
    std::int64_t row = 0;
};

/// As `explain_record` says.
[[nodiscard]] Result<FoundRecord> find_record(const Database& journal, const std::string& id,
                                              std::optional<std::int64_t> run);

}  // namespace dexarb
