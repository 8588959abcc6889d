#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "dexarb/base/check.hpp"
#include "dexarb/journal/history.hpp"
#include "dexarb/trading/reject.hpp"

/// What a history asks SQLite for. Parameters: 1 run of a window, 2 since, 3 until, 4 list of epochs, 5 last step.
namespace dexarb::sql {

/// {0} is the key of the group: day, pair or route of `r`, of the time `t`.
inline constexpr std::string_view kHistoryActions =
    "SELECT x.epoch, x.grouped, count(*), sum(x.is_in_flight) FROM (SELECT a.epoch AS epoch, {0} AS grouped, "
    "NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.action = a.id AND o.step <= ?5 AND NOT EXISTS (SELECT 1 FROM "
    "corrections c WHERE c.outcome = o.id AND c.kind = 'undone' AND c.step <= ?5)) AS is_in_flight "
    "FROM (SELECT *, block_at AS at FROM actions) a JOIN steps s ON s.id = a.step JOIN episodes e ON e.id = a.episode "
    "JOIN routes r ON r.id = e.route WHERE a.epoch IN (SELECT value FROM json_each(?4)) AND a.step <= ?5 "
    "AND (?1 IS NULL OR s.run = ?1) AND (?2 IS NULL OR a.at >= ?2) AND (?3 IS NULL OR a.at < ?3)) x GROUP BY 1, 2";

/// Outcomes that were not undone; of them what moved into quarantine and stayed, or was stranded, a second time, as
/// taken out: a ledger in its order.
inline constexpr std::string_view kHistoryLedger =
    "SELECT a.epoch, {0}, o.result, o.gross_usd, o.gas_usd, o.flash_fee_usd, o.net_usd, o.id, a.taken_out, e.route, "
    "e.first_block, a.at "
    "FROM (SELECT o.id AS outcome, o.step AS step, x.epoch AS epoch, x.episode AS episode, '' AS taken_out, "
    "coalesce(o.inclusion_at, x.block_at) AS at FROM outcomes o JOIN actions x ON x.id = o.action "
    "UNION ALL SELECT o.id, c.step, x.epoch, x.episode, c.kind, coalesce(o.inclusion_at, x.block_at) "
    "FROM corrections c JOIN outcomes o ON o.id = c.outcome JOIN actions x ON x.id = o.action "
    "WHERE c.kind IN ('quarantine', 'stranded') AND c.sign < 0 "
    "AND NOT EXISTS (SELECT 1 FROM corrections b WHERE b.outcome = o.id AND b.id > c.id AND b.step <= ?5)) a "
    "JOIN outcomes o ON o.id = a.outcome JOIN steps s ON s.id = o.step JOIN episodes e ON e.id = a.episode "
    "JOIN routes r ON r.id = e.route WHERE a.epoch IN (SELECT value FROM json_each(?4)) AND a.step <= ?5 "
    "AND (?1 IS NULL OR s.run = ?1) AND (?2 IS NULL OR a.at >= ?2) AND (?3 IS NULL OR a.at < ?3) "
    "AND NOT EXISTS (SELECT 1 FROM corrections u WHERE u.outcome = o.id AND u.kind = 'undone' AND u.step <= ?5) "
    "ORDER BY a.step, a.taken_out != '', o.id";

inline constexpr std::string_view kHistoryUndone =
    "SELECT a.epoch, count(*) FROM corrections c JOIN outcomes o ON o.id = c.outcome JOIN actions a ON a.id = o.action "
    "JOIN steps s ON s.id = c.step WHERE c.kind = 'undone' AND c.step <= ?5 AND a.epoch IN (SELECT value FROM "
    "json_each(?4)) AND (?1 IS NULL OR s.run = ?1) AND (?2 IS NULL OR coalesce(o.inclusion_at, a.block_at) >= ?2) "
    "AND (?3 IS NULL OR coalesce(o.inclusion_at, a.block_at) < ?3) GROUP BY 1";

/// The furthest filter that stopped an episode, in {0} as its place among them, and whether it was acted on after all.
inline constexpr std::string_view kHistoryFunnel =
    "SELECT f.epoch, f.place, count(*), sum(EXISTS (SELECT 1 FROM actions a WHERE a.epoch = f.epoch AND "
    "a.episode = f.episode AND a.step <= ?5)) FROM (SELECT r.epoch AS epoch, json_extract(x.value, '$[0]') AS episode, "
    "max({0}) AS place FROM rejects r JOIN steps s ON s.id = r.step, json_each(r.episodes) x "
    "WHERE r.epoch IN (SELECT value FROM json_each(?4)) AND r.step <= ?5 AND (?1 IS NULL OR s.run = ?1) "
    "AND (?2 IS NULL OR (SELECT b.block_at FROM blocks b WHERE b.step <= r.step ORDER BY b.step DESC LIMIT 1) >= ?2) "
    "AND (?3 IS NULL OR (SELECT b.block_at FROM blocks b WHERE b.step <= r.step ORDER BY b.step DESC LIMIT 1) < ?3) "
    "GROUP BY 1, 2) f GROUP BY 1, 2";

/// Parameters: 1 run, 2 since, 3 until, 4 list of epochs.
inline constexpr std::string_view kHistoryEpisodes =
    "SELECT {0}, count(DISTINCT a.episode), max(a.net_usd) FROM (SELECT o.*, b.block_at AS at, b.run AS run "
    "FROM opportunities o JOIN blocks b ON b.step = o.step WHERE o.phase != 'close') a "
    "JOIN episodes e ON e.id = a.episode JOIN routes r ON r.id = e.route "
    "WHERE (?1 IS NULL OR a.run = ?1) AND (?2 IS NULL OR a.at >= ?2) AND (?3 IS NULL OR a.at < ?3) "
    "AND r.pair IN (SELECT p.value FROM epochs c, json_each(c.document, '$.pairs') p WHERE c.id IN (SELECT value FROM "
    "json_each(?4))) GROUP BY 1 ORDER BY 1";

inline constexpr std::string_view kHistoryBlocks =
    "SELECT count(*), sum(missed), sum(late), sum(is_undone), sum(uncertain_pools != '[]'), max(step), base_fee_wei "
    "FROM block_quality WHERE (?1 IS NULL OR run = ?1) AND (?2 IS NULL OR block_at >= ?2) "
    "AND (?3 IS NULL OR block_at < ?3)";

/// Parameters: 1 list of runs, 2 list of configurations.
inline constexpr std::string_view kHistoryEpochs =
    "SELECT e.id, e.document FROM run_epochs x JOIN epochs e ON e.id = x.epoch "
    "WHERE x.run IN (SELECT value FROM json_each(?1)) "
    "AND (?2 IS NULL OR e.config IN (SELECT value FROM json_each(?2))) GROUP BY e.id ORDER BY e.id";
inline constexpr std::string_view kHistoryRuns =
    "SELECT r.id, r.command, r.version, r.ended, r.market, s.chain_id, r.assumptions, r.started_at, r.resumes, "
    "r.incomplete_from FROM runs r JOIN series s ON s.id = r.series WHERE r.id IN (SELECT value FROM json_each(?1)) "
    "ORDER BY r.id";

/// The key of a group in these.
inline const char* history_key(GroupBy by) {
    switch (by) {
        case GroupBy::kDay:
            return "strftime('%Y-%m-%d', a.at / 1000, 'unixepoch')";
        case GroupBy::kPair:
            return "r.pair";
        case GroupBy::kRoute:
            return "r.description";
        case GroupBy::kNothing:
            return "''";
    }
    fail("unknown group");
}

/// The place of the reason in `column` among the filters.
inline std::string reason_place(const char* column) {
    std::string text = fmt::format("CASE {}", column);
    for (std::size_t i = 0; i < kRejectReasonCount; ++i)
        text += fmt::format(" WHEN '{}' THEN {}", to_string(static_cast<RejectReason>(i)), i);
    return text + " ELSE 0 END";
}

}  // namespace dexarb::sql
