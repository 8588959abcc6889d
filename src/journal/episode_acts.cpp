#include "dexarb/journal/episode_acts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/history_statements.hpp"
#include "journal/row_values.hpp"

namespace dexarb {
namespace {

constexpr const char* kComparing = "comparing what was acted on";

/// Parameters: 1 run of a window, 2 since, 3 until, 4 epoch, 5 last step. An action with each outcome that stands;
/// both fall into a window each by its own time, and one of them is enough.
constexpr const char* kActs =
    "SELECT e.name, r.pair, r.description, e.first_block, a.block, a.amount_in, o.result, o.net_usd, "
    "(SELECT coalesce(sum(c.sign), 0) FROM corrections c WHERE c.outcome = o.id AND c.kind != 'undone' "
    "AND c.step <= ?5) < 0 FROM actions a JOIN steps s ON s.id = a.step JOIN episodes e ON e.id = a.episode "
    "JOIN routes r ON r.id = e.route LEFT JOIN outcomes o ON o.action = a.id AND o.step <= ?5 "
    "AND NOT EXISTS (SELECT 1 FROM corrections u WHERE u.outcome = o.id AND u.kind = 'undone' AND u.step <= ?5) "
    "AND (?1 IS NULL OR (SELECT t.run FROM steps t WHERE t.id = o.step) = ?1) "
    "AND (?2 IS NULL OR coalesce(o.inclusion_at, a.block_at) >= ?2) "
    "AND (?3 IS NULL OR coalesce(o.inclusion_at, a.block_at) < ?3) "
    "WHERE a.epoch = ?4 AND a.step <= ?5 AND (o.id IS NOT NULL OR ((?1 IS NULL OR s.run = ?1) "
    "AND (?2 IS NULL OR a.block_at >= ?2) AND (?3 IS NULL OR a.block_at < ?3))) ORDER BY e.first_block, e.name, o.id";

/// Parameters: 1 epoch, 2 last step, 3 list of names. {} is the place of the reason; the row is that of the highest.
constexpr std::string_view kStops =
    "SELECT e.name, f.reason, f.block, max(f.place) FROM (SELECT json_extract(x.value, '$[0]') AS episode, "
    "r.reason AS reason, r.block AS block, {} AS place FROM rejects r, json_each(r.episodes) x "
    "WHERE r.epoch = ?1 AND r.step <= ?2) f JOIN episodes e ON e.id = f.episode "
    "WHERE e.name IN (SELECT value FROM json_each(?3)) GROUP BY e.name";
constexpr const char* kActedAtAll =
    "SELECT e.name, a.block FROM actions a JOIN episodes e ON e.id = a.episode WHERE a.epoch = ?1 AND a.step <= ?2 "
    "AND e.name IN (SELECT value FROM json_each(?3))";

/// Parameters: 1 and 2 runs, 3 since, 4 until.
constexpr const char* kSharedBlocks =
    "SELECT count(*), min(a.number), max(a.number), min(a.block_at), max(a.block_at) FROM blocks a "
    "JOIN blocks b ON b.run = ?2 AND b.number = a.number AND b.hash = a.hash WHERE a.run = ?1 "
    "AND (?3 IS NULL OR a.block_at >= ?3) AND (?4 IS NULL OR a.block_at < ?4)";

bool is_cumulated(const ReadScope& scope) {
    return scope.run && !scope.is_window();
}

/// Up to which books are cumulated.
Result<std::int64_t> last_step_of(const Database& journal, const ReadScope& scope) {
    if (!is_cumulated(scope)) return INT64_MAX;
    auto statement = journal.prepare("SELECT max(id) FROM steps WHERE run = ?", kComparing);
    if (!statement) return statement.error();
    const auto last = statement->bind(*scope.run).number();
    if (!last) return last.error();
    return last->value_or(INT64_MAX);
}

ActedEpisode episode_at(const Statement& row) {
    ActedEpisode episode{std::string{row.text(0)},
                         std::string{row.text(1)},
                         std::string{row.text(2)},
                         static_cast<BlockNumber>(row.integer(3)),
                         {}};
    episode.act.block = static_cast<BlockNumber>(row.integer(4));
    episode.act.amount_in = amount_at(row, 5);
    return episode;
}

void add_outcome(EpisodeAct& act, const Statement& row) {
    if (row.is_null(6)) return;
    act.result = trade_result_from_string(row.text(6));
    act.is_set_aside = row.integer(8) != 0;
    if (!act.is_set_aside) act.net_usd += MicroUsd{row.integer(7)};
}

}  // namespace

Result<std::vector<ActedEpisode>> read_acts(const Database& journal, const ReadScope& scope, std::int64_t epoch) {
    const auto last_step = last_step_of(journal, scope);
    if (!last_step) return last_step.error();
    auto statement = journal.prepare(kActs, kComparing);
    if (!statement) return statement.error();
    std::vector<ActedEpisode> episodes;
    const auto take = [&](const Statement& row) -> Result<void> {
        if (episodes.empty() || episodes.back().name != row.text(0)) episodes.push_back(episode_at(row));
        add_outcome(episodes.back().act, row);
        return {};
    };
    const auto run = is_cumulated(scope) ? std::nullopt : scope.run;
    const auto read = each_row(statement->bind(run, scope.since, scope.until, epoch, *last_step), take);
    if (!read) return read.error();
    return episodes;
}

Result<std::map<std::string, EpisodeStop>> read_stops(const Database& journal, const ReadScope& scope,
                                                      std::int64_t epoch, const std::vector<std::string>& episodes) {
    std::map<std::string, EpisodeStop> stops;
    if (episodes.empty()) return stops;
    const auto last_step = last_step_of(journal, scope);
    if (!last_step) return last_step.error();
    const std::string names = nlohmann::json(episodes).dump();
    const auto each = [&](std::string_view sql, const auto& take) -> Result<void> {
        auto statement = journal.prepare(sql, kComparing);
        if (!statement) return statement.error();
        return each_row(statement->bind(epoch, *last_step, names), take);
    };
    const auto take_stop = [&](const Statement& row) -> Result<void> {
        stops[std::string{row.text(0)}] = {std::string{row.text(1)}, static_cast<BlockNumber>(row.integer(2))};
        return {};
    };
    const auto take_act = [&](const Statement& row) -> Result<void> {
        stops[std::string{row.text(0)}] = {kActedOutside, static_cast<BlockNumber>(row.integer(1))};
        return {};
    };
    if (const auto read = each(fmt::format(fmt::runtime(kStops), sql::reason_place("r.reason")), take_stop); !read)
        return read.error();
    if (const auto read = each(kActedAtAll, take_act); !read) return read.error();
    return stops;
}

Result<SharedBlocks> read_shared_blocks(const Database& journal, std::int64_t a, std::int64_t b,
                                        const ReadScope& window) {
    auto statement = journal.prepare(kSharedBlocks, kComparing);
    if (!statement) return statement.error();
    const auto row = statement->bind(a, b, window.since, window.until).step();
    if (!row) return row.error();
    const auto blocks = static_cast<std::uint64_t>(statement->integer(0));
    if (blocks == 0)
        return Error{ErrorCode::kNotFound, fmt::format("runs {} and {} have no block in common{}: `paper-trading runs` "
                                                       "lists which blocks each saw",
                                                       a, b, window.is_window() ? " in this time" : "")};
    return SharedBlocks{blocks, static_cast<BlockNumber>(statement->integer(1)),
                        static_cast<BlockNumber>(statement->integer(2)), time_at(*statement, 3),
                        time_at(*statement, 4)};
}

}  // namespace dexarb
