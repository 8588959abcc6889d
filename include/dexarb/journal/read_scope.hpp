#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/journal/database.hpp"

namespace dexarb {

/// Which part of a journal is read. A window is one of the chain's time: an action falls into it by the timestamp of
/// the block it was decided on, an outcome by that of its inclusion block.
struct ReadScope {
    std::optional<std::int64_t> run;
    std::optional<Timestamp> since;    ///< Included.
    std::optional<Timestamp> until;    ///< Not included.
    std::vector<std::string> configs;  ///< Ids; empty for all.

    [[nodiscard]] bool is_window() const { return since || until; }
};

/// The blocks that a scope holds.
struct ReadRange {
    std::vector<std::int64_t> runs;  ///< With a block in it, ascending.
    std::uint64_t blocks = 0;
    BlockNumber first_block = 0;
    BlockNumber last_block = 0;
    Timestamp first_at;  ///< Timestamps of the first and the last block.
    Timestamp last_at;
};

/// Refused, as kNotFound and with what there is instead: a run or configuration that the journal does not have, a
/// window without a block.
[[nodiscard]] Result<ReadRange> find_range(const Database& journal, const ReadScope& scope);

/// The newest run that saw a block; kNotFound where there is none.
[[nodiscard]] Result<std::int64_t> newest_run(const Database& journal);

/// Everything that is read between the two belongs to one state of the file, whatever a daemon writes meanwhile. Within
/// a pair another may stand: it reads that state too.
[[nodiscard]] Result<void> begin_reading(const Database& journal);
void end_reading(const Database& journal);

/// Calls `take` with each row until there is none or it refuses.
[[nodiscard]] Result<void> each_row(Statement& statement, const std::function<Result<void>(const Statement&)>& take);

/// ["moderate","low_gas"] for `json_each`; nothing for all.
[[nodiscard]] std::optional<std::string> config_list(const ReadScope& scope);

}  // namespace dexarb
