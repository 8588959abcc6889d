#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/journal/database.hpp"

namespace dexarb {

/// What was looked at, and what is wrong, a sentence each; the first hundred.
struct JournalFindings {
    std::int64_t runs = 0;
    std::int64_t blocks = 0;
    std::int64_t actions = 0;
    std::int64_t outcomes = 0;
    std::int64_t corrections = 0;
    std::int64_t books = 0;  ///< Rows of `metrics` held against the sums up to their step.
    std::vector<std::string> problems;
};

/// Whether pages and keys hold together, each row is consistent in itself and with those it refers to, and the books
/// that were in memory are the sums of rows. All of it on one state of the file, while a daemon may go on writing. An
/// error only where the file cannot be read at all.
[[nodiscard]] Result<JournalFindings> check_journal(const Database& journal);

}  // namespace dexarb
