#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/hash.hpp"
#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/journal/database.hpp"

namespace dexarb {

/// One run as a list shows it.
struct RunSummary {
    std::int64_t id = 0;
    std::int64_t series = 0;
    std::optional<std::int64_t> resumes;
    std::string version;
    std::string source_commit;
    std::string command;
    std::string market;
    std::uint64_t chain_id = 0;
    std::uint64_t seed = 0;
    Timestamp started_at;
    std::optional<Timestamp> ended_at;
    std::string ended;   ///< running, stopped, failed, crashed or reloaded.
    std::string reason;  ///< Of failed.
    std::uint64_t configurations = 0;
    std::uint64_t blocks = 0;
    std::optional<BlockNumber> first_block;
    std::optional<BlockNumber> last_block;
    std::uint64_t actions = 0;
    MicroUsd net_usd;  ///< Outcomes and corrections of this run, all configurations together.
    std::optional<BlockNumber> incomplete_from;
    std::optional<Hash> digest;  ///< Of decisions and outcomes, where its end is written.
};

/// Marks runs without an end as crashed. Only for whoever holds the journal's lock: then none of them still writes.
[[nodiscard]] Result<void> mark_crashed_runs(const Database& journal);

/// Oldest first; only the newest `last`, where given. A run without an end is running if its process is `writer`, the
/// one that holds the journal's lock.
[[nodiscard]] Result<std::vector<RunSummary>> list_runs(const Database& journal, std::optional<pid_t> writer,
                                                        std::optional<std::uint64_t> last = std::nullopt);

/// `run` and those whose books it goes on with, oldest first, as far as the journal still has them.
[[nodiscard]] std::vector<RunSummary> with_those_before(const std::vector<RunSummary>& runs, std::int64_t run);

}  // namespace dexarb
