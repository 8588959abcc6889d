#include "journal/stand_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dexarb/journal/read_scope.hpp"
#include "dexarb/report/documents.hpp"
#include "dexarb/trading/limits.hpp"

#include "journal/row_values.hpp"

namespace dexarb {
namespace {

constexpr const char* kReadingStands = "reading where configurations stood";
constexpr const char* kEpochs =
    "SELECT e.id, e.document FROM run_epochs x JOIN epochs e ON e.id = x.epoch WHERE x.run = ? ORDER BY x.place";
constexpr const char* kNextArrival = "SELECT arrived_at FROM blocks WHERE run = ?1 AND step > ?2 ORDER BY step LIMIT 1";
/// Actions that were final, then outcomes that stood, in the order of their steps.
constexpr const char* kLedger =
    "SELECT a.step AS at, 0, a.block_at, '', 0 FROM actions a WHERE a.epoch = ?1 AND a.step <= ?2 "
    "UNION ALL SELECT o.step, 1, o.inclusion_at, o.result, o.net_usd FROM outcomes o JOIN actions a ON a.id = o.action "
    "WHERE a.epoch = ?1 AND o.step <= ?2 AND o.result IN ('filled', 'reverted', 'lost') AND NOT EXISTS (SELECT 1 FROM "
    "corrections c WHERE c.outcome = o.id AND c.kind = 'undone' AND c.step <= ?2) "
    "UNION ALL SELECT c.step, 2, (SELECT block_at FROM blocks b WHERE b.step <= c.step ORDER BY b.step DESC LIMIT 1), "
    "o.result, o.net_usd FROM corrections c JOIN outcomes o ON o.id = c.outcome JOIN actions a ON a.id = o.action "
    "WHERE a.epoch = ?1 AND c.step <= ?2 AND c.kind = 'quarantine' AND c.sign < 0 AND NOT EXISTS (SELECT 1 FROM "
    "corrections d WHERE d.outcome = o.id AND d.id > c.id AND d.step <= ?2) ORDER BY 1, 2";
constexpr const char* kActed = "SELECT id, block FROM actions WHERE epoch = ? AND episode = ?";
constexpr const char* kRejects =
    "SELECT r.reason, r.block, json_extract(x.value, '$[1]') FROM rejects r, json_each(r.episodes) x "
    "WHERE r.epoch = ?1 AND r.block >= (SELECT first_block FROM episodes WHERE id = ?2) AND r.block <= ?3 "
    "AND json_extract(x.value, '$[0]') = ?2 ORDER BY r.block, r.step";

class StandReader {
  public:
    StandReader(const Database& journal, const StandPlace& place) : journal_{journal}, place_{place} {}

    Result<std::vector<ConfigStand>> read() {
        auto epochs = journal_.prepare(kEpochs, kReadingStands);
        if (!epochs) return epochs.error();
        std::vector<ConfigStand> stands;
        const auto take = [&](const Statement& row) -> Result<void> {
            auto config = read_config_document(row.text(1));
            if (!config) return config.error();
            if (std::ranges::find(config->pairs, place_.pair) == config->pairs.end()) return {};
            stands.emplace_back().config = std::move(config->config);
            return fill(stands.back(), row.integer(0));
        };
        if (const auto read = each_row(epochs->bind(place_.run), take); !read) return read.error();
        return stands;
    }

  private:
    template <typename Take, typename... Values>
    Result<void> each(const char* sql, const Take& take, const Values&... values) const {
        auto statement = journal_.prepare(sql, kReadingStands);
        if (!statement) return statement.error();
        return each_row(statement->bind(values...), take);
    }

    Result<void> fill(ConfigStand& stand, std::int64_t epoch) const {
        const auto arrival = [&](const Statement& row) -> Result<void> {
            stand.next_arrival = time_at(row, 0);
            return {};
        };
        if (const auto done = each(kNextArrival, arrival, place_.run, place_.step); !done) return done;
        if (const auto done = fold_limits(stand, epoch); !done) return done;
        return read_record(stand, epoch);
    }

    Result<void> fold_limits(ConfigStand& stand, std::int64_t epoch) const {
        TradingLimits limits{stand.config};
        const auto take = [&](const Statement& row) -> Result<void> {
            LedgerEntry entry;
            entry.kind = row.integer(1) == 0   ? LedgerEntry::Kind::kAction
                         : row.integer(1) == 1 ? LedgerEntry::Kind::kOutcome
                                               : LedgerEntry::Kind::kQuarantine;
            entry.day = utc_day(time_at(row, 2));
            if (entry.kind != LedgerEntry::Kind::kAction) {
                TradeOutcome outcome;
                outcome.primary.result = row.text(3) == "filled" ? TradeResult::kFilled : TradeResult::kReverted;
                outcome.primary.net_usd = {row.integer(4)};
                outcome.inclusion_time = std::chrono::floor<std::chrono::seconds>(time_at(row, 2));
                entry.outcome = std::make_shared<const TradeOutcome>(outcome);
            }
            limits.apply(entry);
            return {};
        };
        const auto done = each(kLedger, take, epoch, place_.step);
        const UtcDay day = std::chrono::floor<std::chrono::days>(place_.block_at);
        stand.today = limits.counters(day);
        stand.losses_in_a_row = limits.consecutive_losses(day);
        stand.limit = limits.stop(day);
        return done;
    }

    Result<void> read_record(ConfigStand& stand, std::int64_t epoch) const {
        const auto reject = [&](const Statement& row) -> Result<void> {
            const bool now = static_cast<BlockNumber>(row.integer(1)) == place_.block;
            stand.recorded =
                fmt::format("stopped by {} {} block {}, net ${:.6f} then", row.text(0), now ? "on this" : "first on",
                            row.integer(1), static_cast<double>(row.integer(2)) / 1e6);
            return {};
        };
        if (const auto done = each(kRejects, reject, epoch, place_.episode, place_.block); !done) return done;
        const auto acted = [&](const Statement& row) -> Result<void> {
            const auto block = static_cast<BlockNumber>(row.integer(1));
            stand.had_acted = block < place_.block;
            if (block <= place_.block || stand.recorded.empty())
                stand.recorded = fmt::format("acted on {} block {}: action:{}", block == place_.block ? "this" : "the",
                                             block, row.integer(0));
            return {};
        };
        if (const auto done = each(kActed, acted, epoch, place_.episode); !done) return done;
        if (stand.recorded.empty()) stand.recorded = "nothing yet: what it made of this block is not final";
        return {};
    }

    const Database& journal_;
    const StandPlace& place_;
};

}  // namespace

Result<std::vector<ConfigStand>> read_stands(const Database& journal, const StandPlace& place) {
    return StandReader{journal, place}.read();
}

}  // namespace dexarb
