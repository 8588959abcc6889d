#pragma once

#include <string_view>

/// All that the journal's writer says to SQLite; parameters in the order of the columns.
namespace dexarb::sql {

inline constexpr std::string_view kAddToken =
    "INSERT OR IGNORE INTO tokens (chain_id, address, symbol, decimals, is_stablecoin) VALUES (?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindToken = "SELECT id FROM tokens WHERE chain_id = ? AND address = ?";
inline constexpr std::string_view kAddPool =
    "INSERT OR IGNORE INTO pools (chain_id, address, dex, kind, token0, token1, fee_ppm, tick_spacing) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindPool = "SELECT id FROM pools WHERE chain_id = ? AND address = ?";
inline constexpr std::string_view kAddRoute =
    "INSERT OR IGNORE INTO routes (chain_id, key, pair, start_token, description) VALUES (?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindRoute = "SELECT id FROM routes WHERE chain_id = ? AND key = ? AND pair = ?";
inline constexpr std::string_view kAddRouteHop = "INSERT INTO route_hops VALUES (?, ?, ?, ?)";
inline constexpr std::string_view kAddEpisode =
    "INSERT OR IGNORE INTO episodes (series, route, first_block, name) VALUES (?, ?, ?, ?)";
inline constexpr std::string_view kFindEpisode =
    "SELECT id FROM episodes WHERE series = ? AND route = ? AND first_block = ?";
inline constexpr std::string_view kAddTickMap =
    "INSERT OR IGNORE INTO tick_maps (hash, spacing, first_word, last_word, ticks) VALUES (?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindTickMap = "SELECT id FROM tick_maps WHERE hash = ?";
inline constexpr std::string_view kAddState =
    "INSERT OR IGNORE INTO pool_states (pool, hash, fee_ppm, reserve0, reserve1, sqrt_price_x96, tick, liquidity, "
    "tick_map) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindState = "SELECT id FROM pool_states WHERE pool = ? AND hash = ?";

inline constexpr std::string_view kAddSeries = "INSERT INTO series (chain_id, started_at) VALUES (?, ?)";
inline constexpr std::string_view kSeriesOfRun = "SELECT series FROM runs WHERE id = ?";
inline constexpr std::string_view kAddRun =
    "INSERT INTO runs (series, resumes, version, source_commit, command, market, market_hash, seed, assumptions, pid, "
    "started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kAddEpoch =
    "INSERT INTO epochs (series, config, hash, document, started_at) VALUES (?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindEpoch = "SELECT epoch FROM run_epochs WHERE run = ? AND place = ?";
/// The newest `run` of a market (a demo's chain ends with it), and what its series left to go on from. Only a
/// checkpoint of the newest step will do: what was booked after an older one would be booked twice.
inline constexpr std::string_view kFindResumable =
    "SELECT t.run, c.data, o.ended, o.ended_at, r.id FROM runs r JOIN series s ON s.id = r.series "
    "LEFT JOIN checkpoints c ON c.series = r.series AND NOT EXISTS (SELECT 1 FROM steps later JOIN runs l "
    "ON l.id = later.run WHERE later.id > c.step AND l.series = r.series) "
    "LEFT JOIN steps t ON t.id = c.step LEFT JOIN runs o ON o.id = t.run "
    "WHERE s.chain_id = ? AND r.market = ? AND r.command = 'run' ORDER BY r.id DESC LIMIT 1";
inline constexpr std::string_view kAddRunEpoch = "INSERT INTO run_epochs VALUES (?, ?, ?)";
/// The end of a run that did not write it: the arrival of its last block, else its start.
inline constexpr std::string_view kMarkCrashed =
    "UPDATE runs SET ended = 'crashed', ended_at = "
    "coalesce((SELECT max(arrived_at) FROM blocks WHERE blocks.run = runs.id), started_at) WHERE ended IS NULL";
inline constexpr std::string_view kMarkIncomplete =
    "UPDATE runs SET incomplete_from = ?, incomplete_why = ? WHERE id = ?";
inline constexpr std::string_view kEndRun =
    "UPDATE runs SET ended_at = ?, ended = ?, reason = ?, digest = ? WHERE id = ?";

inline constexpr std::string_view kAddStep = "INSERT INTO steps (run, kind) VALUES (?, ?)";
inline constexpr std::string_view kAddBlock = "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kAddUndone = "INSERT INTO undone VALUES (?, ?, ?)";
inline constexpr std::string_view kAddOpportunity =
    "INSERT INTO opportunities (step, episode, phase, block, block_hash, amount_in, certificate_gap, ticks_crossed, "
    "gas_units, gross_usd, gas_usd, net_usd, start_price, quiet_blocks, left_censored) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kAddOpportunityHop = "INSERT INTO opportunity_hops VALUES (?, ?, ?, ?)";
inline constexpr std::string_view kAddAction =
    "INSERT INTO actions (step, epoch, episode, block, block_hash, block_at, decided_at, due_at, amount_in, min_out, "
    "loan_fee, certificate_gap, ticks_crossed, gas_units, max_fee_wei, priority_fee_wei, base_fee_wei, native_price, "
    "start_price, expected_net_usd) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kAddActionHop = "INSERT INTO action_hops VALUES (?, ?, ?, ?)";
inline constexpr std::string_view kFindAction = "SELECT id FROM actions WHERE epoch = ? AND episode = ?";
inline constexpr std::string_view kAddOutcome =
    "INSERT INTO outcomes (step, action, inclusion_block, inclusion_hash, inclusion_at, base_fee_wei, native_price, "
    "start_price, draw, result, amount_out, gross_usd, gas_usd, flash_fee_usd, net_usd) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kAddOutcomeHop = "INSERT INTO outcome_hops VALUES (?, ?, ?)";
inline constexpr std::string_view kAddOutcomeModel = "INSERT INTO outcome_models VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kFindOutcome = "SELECT max(id) FROM outcomes WHERE action = ?";
inline constexpr std::string_view kAddCorrection =
    "INSERT INTO corrections (step, outcome, kind, sign, net_usd) VALUES (?, ?, ?, ?, ?)";
inline constexpr std::string_view kQuarantineOf =
    "SELECT coalesce(sum(sign), 0) FROM corrections WHERE outcome = ? AND kind = 'quarantine'";
inline constexpr std::string_view kAddReject = "INSERT INTO rejects VALUES (?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kAddMetrics =
    "INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kAddReport = "INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?)";
/// Its document, step and time.
inline constexpr std::string_view kLastReport =
    "SELECT p.document, p.step, p.made_at FROM reports p JOIN steps s ON s.id = p.step WHERE s.run = ? "
    "ORDER BY p.step DESC LIMIT 1";
inline constexpr std::string_view kKeepCheckpoint = "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)";

}  // namespace dexarb::sql
