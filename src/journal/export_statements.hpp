#pragma once

#include <array>

/// What an export asks SQLite for, in order of ExportTable. Parameters: run, since, until, list of configurations.
namespace dexarb::sql {

inline constexpr std::array<const char*, 4> kExportRows{
    // A route that closed with an undone block has the time of the block before.
    "SELECT o.id, s.run, e.name, o.phase, o.block, o.block_hash, t.at, r.id, r.pair, r.description, o.amount_in, "
    "o.certificate_gap, o.ticks_crossed, o.gas_units, o.gross_usd, o.gas_usd, o.net_usd, o.quiet_blocks, "
    "o.left_censored FROM (SELECT id, coalesce((SELECT block_at FROM blocks WHERE step = opportunities.step), "
    "(SELECT block_at FROM blocks WHERE step < opportunities.step ORDER BY step DESC LIMIT 1)) AS at "
    "FROM opportunities) t JOIN opportunities o ON o.id = t.id JOIN steps s ON s.id = o.step "
    "JOIN episodes e ON e.id = o.episode JOIN routes r ON r.id = e.route "
    "WHERE (?1 IS NULL OR s.run = ?1) AND (?2 IS NULL OR t.at >= ?2) AND (?3 IS NULL OR t.at < ?3) "
    "AND (?4 IS NULL OR r.pair IN (SELECT p.value FROM run_epochs x JOIN epochs c ON c.id = x.epoch, "
    "json_each(c.document, '$.pairs') p WHERE x.run = s.run AND c.config IN (SELECT value FROM json_each(?4)))) "
    "ORDER BY o.id",
    "SELECT a.id, s.run, e.name, c.config, a.block, a.block_hash, a.block_at, r.id, r.pair, r.description, "
    "a.amount_in, a.min_out, a.decided_at, a.due_at, a.max_fee_wei, a.priority_fee_wei, a.base_fee_wei, a.gas_units, "
    "a.loan_fee, a.certificate_gap, a.expected_net_usd FROM actions a JOIN steps s ON s.id = a.step "
    "JOIN epochs c ON c.id = a.epoch JOIN episodes e ON e.id = a.episode JOIN routes r ON r.id = e.route "
    "WHERE (?1 IS NULL OR s.run = ?1) AND (?2 IS NULL OR a.block_at >= ?2) AND (?3 IS NULL OR a.block_at < ?3) "
    "AND (?4 IS NULL OR c.config IN (SELECT value FROM json_each(?4))) ORDER BY a.id",
    "SELECT o.id, s.run, e.name, c.config, r.pair, r.description, a.block, o.inclusion_block, o.inclusion_at, "
    "o.result, "
    "a.amount_in, o.amount_out, o.gross_usd, o.gas_usd, o.flash_fee_usd, o.net_usd, "
    "1 + coalesce((SELECT sum(sign) FROM corrections WHERE outcome = o.id), 0), "
    "(SELECT group_concat(kind, ' ') FROM corrections WHERE outcome = o.id), o.draw FROM outcomes o "
    "JOIN steps s ON s.id = o.step JOIN actions a ON a.id = o.action JOIN epochs c ON c.id = a.epoch "
    "JOIN episodes e ON e.id = a.episode JOIN routes r ON r.id = e.route WHERE (?1 IS NULL OR s.run = ?1) "
    "AND (?2 IS NULL OR coalesce(o.inclusion_at, a.block_at) >= ?2) "
    "AND (?3 IS NULL OR coalesce(o.inclusion_at, a.block_at) < ?3) "
    "AND (?4 IS NULL OR c.config IN (SELECT value FROM json_each(?4))) ORDER BY o.id",
    "SELECT s.run, c.config, m.epoch, m.taken_at, (SELECT number FROM blocks WHERE step <= m.step ORDER BY step DESC "
    "LIMIT 1), m.actions, m.in_flight, m.filled, m.reverted, m.lost, m.expired, m.unknown, m.net_usd, m.gross_usd, "
    "m.gas_usd, m.flash_fee_usd, m.wins, m.losses, m.quarantined, m.quarantined_usd, m.corrections, m.legacy_usd, "
    "m.instant_usd, m.first_in_block_usd, m.survival_usd, m.survival_competition_usd, m.document FROM metrics m "
    "JOIN steps s ON s.id = m.step JOIN epochs c ON c.id = m.epoch WHERE (?1 IS NULL OR s.run = ?1) "
    "AND (?2 IS NULL OR m.taken_at >= ?2) AND (?3 IS NULL OR m.taken_at < ?3) "
    "AND (?4 IS NULL OR c.config IN (SELECT value FROM json_each(?4))) ORDER BY m.step, m.epoch"};

inline constexpr const char* kOpportunityAmounts =
    "SELECT amount_out FROM opportunity_hops WHERE opportunity = ? ORDER BY place";
inline constexpr const char* kActionAmounts = "SELECT amount_out FROM action_hops WHERE action = ? ORDER BY place";
inline constexpr const char* kOutcomeModels = "SELECT model, net_usd FROM outcome_models WHERE outcome = ?";

}  // namespace dexarb::sql
