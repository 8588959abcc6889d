#include "dexarb/journal/explanation.hpp"

#include <fmt/format.h>

#include "dexarb/journal/read_scope.hpp"
#include "dexarb/report/documents.hpp"
#include "dexarb/report/record_lines.hpp"

#include "journal/record_finder.hpp"
#include "journal/row_values.hpp"
#include "journal/stand_reader.hpp"
#include "journal/state_reader.hpp"

namespace dexarb {
namespace {

constexpr const char* kExplaining = "reading what explains a record";
constexpr const char* kOpportunity =
    "SELECT o.step, s.run, e.name, e.first_block, e.route, o.phase, o.block, o.block_hash, o.amount_in, "
    "o.certificate_gap, o.ticks_crossed, o.gas_units, o.gross_usd, o.gas_usd, o.net_usd, o.start_price, "
    "o.quiet_blocks, o.left_censored, o.episode, r.assumptions FROM opportunities o JOIN steps s ON s.id = o.step "
    "JOIN episodes e ON e.id = o.episode JOIN runs r ON r.id = s.run WHERE o.id = ?";
constexpr const char* kAction =
    "SELECT a.step, s.run, e.name, e.first_block, e.route, c.config, a.block, a.block_hash, a.amount_in, a.min_out, "
    "a.loan_fee, a.certificate_gap, a.ticks_crossed, a.gas_units, a.max_fee_wei, a.priority_fee_wei, a.base_fee_wei, "
    "a.native_price, a.start_price, a.expected_net_usd, a.decided_at, a.due_at, a.block_at, c.document, r.assumptions "
    "FROM actions a JOIN steps s ON s.id = a.step JOIN episodes e ON e.id = a.episode JOIN epochs c ON c.id = a.epoch "
    "JOIN runs r ON r.id = s.run WHERE a.id = ?";
constexpr const char* kOutcomes =
    "SELECT id, step, inclusion_block, inclusion_hash, inclusion_at, base_fee_wei, native_price, start_price, draw, "
    "result, amount_out, gross_usd, gas_usd, flash_fee_usd, net_usd FROM outcomes WHERE action = ? ORDER BY id";
constexpr const char* kOpportunityHops =
    "SELECT amount_out, state FROM opportunity_hops WHERE opportunity = ? ORDER BY place";
constexpr const char* kActionHops = "SELECT amount_out, state FROM action_hops WHERE action = ? ORDER BY place";
constexpr const char* kOutcomeHops = "SELECT '0', state FROM outcome_hops WHERE outcome = ? ORDER BY place";
constexpr const char* kModels =
    "SELECT model, result, amount_out, gross_usd, gas_usd, flash_fee_usd, net_usd FROM outcome_models WHERE outcome = "
    "?";
constexpr const char* kAmendments = "SELECT kind, sign, net_usd FROM corrections WHERE outcome = ? ORDER BY id";
constexpr const char* kBlock =
    "SELECT number, hash, parent, block_at, arrived_at, base_fee_wei, native_price, late, step FROM blocks WHERE step "
    "= ?";
constexpr const char* kBlockBefore =
    "SELECT number, hash, parent, block_at, arrived_at, base_fee_wei, native_price, late, step FROM blocks "
    "WHERE number = ?1 AND hash = ?2 AND step <= ?3 ORDER BY step DESC LIMIT 1";

TradeResult result_named(std::string_view name) {
    return trade_result_from_string(name).value_or(TradeResult::kUnknown);
}

std::chrono::sys_seconds seconds_at(const Statement& row, int column) {
    return std::chrono::floor<std::chrono::seconds>(time_at(row, column));
}

/// Outputs and states of each hop of a row.
struct ReadHops {
    std::vector<U256> amounts;
    std::vector<std::shared_ptr<const Pool>> states;
};

class Explainer {
  public:
    explicit Explainer(const Database& journal) : journal_{journal} {}

    Result<Explanation> opportunity(std::int64_t id) {
        auto statement = journal_.prepare(kOpportunity, kExplaining);
        if (!statement) return statement.error();
        const auto there = statement->bind(id).step();
        if (!there) return there.error();
        const Statement& row = *statement;
        if (const auto head = take_head(row, 19); !head) return head.error();
        auto hops = read_hops(kOpportunityHops, id);
        if (!hops) return hops.error();
        e_.row = fmt::format("opportunity:{}", id);
        e_.id = opportunity_name(row.text(2), static_cast<BlockNumber>(row.integer(6)));
        e_.phase = row.text(5);
        take_opportunity(row, *hops);
        SnapshotParts parts = parts_of(row, std::move(hops->states));
        parts.start_atto_usd = maybe_amount_at(row, 15);
        const auto block = take_block(parts, kBlock, row.integer(0));
        if (!block) return block.error();
        e_.decided_on = make_snapshot(route_, std::move(parts));
        if (e_.phase == "close")
            e_.notes.emplace_back(
                "an episode that closed is written as it was last seen open, without states: explain "
                "its open or move record instead (`export opportunities` lists them)");
        if (!*block || e_.phase == "close") return std::move(e_);
        auto stands = read_stands(journal_, {e_.run, row.integer(0), row.integer(18), e_.decided_on->number(),
                                             route_.market->pairs[0].symbol, e_.decided_on->header.timestamp});
        if (!stands) return stands.error();
        e_.stands = std::move(*stands);
        return std::move(e_);
    }

    Result<Explanation> action(std::int64_t id) {
        auto statement = journal_.prepare(kAction, kExplaining);
        if (!statement) return statement.error();
        const auto there = statement->bind(id).step();
        if (!there) return there.error();
        const Statement& row = *statement;
        if (const auto head = take_head(row, 24); !head) return head.error();
        auto config = read_config_document(row.text(23));
        if (!config) return config.error();
        e_.config = std::move(config->config);
        auto hops = read_hops(kActionHops, id);
        if (!hops) return hops.error();
        e_.row = fmt::format("action:{}", id);
        e_.id = action_name(row.text(5), row.text(2));
        take_action(row, *hops);
        SnapshotParts parts = parts_of(row, std::move(hops->states));
        parts.arrival = Timestamp{time_at(row, 22)};
        if (const auto block = take_block(parts, kBlockBefore, row.integer(6), hash_at(row, 7), row.integer(0)); !block)
            return block.error();
        parts.header.timestamp = seconds_at(row, 22);
        parts.header.base_fee_wei = static_cast<std::uint64_t>(row.integer(16));
        parts.native_atto_usd = maybe_amount_at(row, 17);
        parts.start_atto_usd = maybe_amount_at(row, 18);
        e_.decided_on = make_snapshot(route_, std::move(parts));
        if (const auto read = read_outcomes(id); !read) return read.error();
        return std::move(e_);
    }

  private:
    Result<void> take_head(const Statement& row, int assumptions) {
        e_.run = row.integer(1);
        auto route = read_route(journal_, row.integer(4));
        if (!route) return route.error();
        route_ = std::move(*route);
        e_.route = route_.route;
        e_.route_text = route_.text;
        auto assumed = read_assumptions_document(row.text(assumptions));
        if (!assumed) return assumed.error();
        e_.assumptions = std::move(*assumed);
        return {};
    }

    static SnapshotParts parts_of(const Statement& row, std::vector<std::shared_ptr<const Pool>> states) {
        SnapshotParts parts;
        parts.header.id = {static_cast<BlockNumber>(row.integer(6)), hash_at(row, 7)};
        parts.states = std::move(states);
        return parts;
    }

    Result<ReadHops> read_hops(const char* sql, std::int64_t id) const {
        auto statement = journal_.prepare(sql, kExplaining);
        if (!statement) return statement.error();
        ReadHops hops;
        const auto take = [&](const Statement& row) -> Result<void> {
            auto state = read_state(journal_, row.is_null(1) ? std::nullopt : std::optional{row.integer(1)});
            if (!state) return state.error();
            hops.amounts.push_back(amount_at(row, 0));
            hops.states.push_back(std::move(*state));
            return {};
        };
        if (const auto read = each_row(statement->bind(id), take); !read) return read.error();
        return hops;
    }

    /// Whether the block is in the journal.
    template <typename... Values>
    Result<bool> take_block(SnapshotParts& parts, const char* sql, const Values&... values) const {
        auto statement = journal_.prepare(sql, kExplaining);
        if (!statement) return statement.error();
        const auto there = statement->bind(values...).step();
        if (!there || !*there) return there;
        const Statement& row = *statement;
        parts.header.parent = hash_at(row, 2);
        parts.header.timestamp = seconds_at(row, 3);
        parts.arrival = time_at(row, 4);
        parts.header.base_fee_wei = static_cast<std::uint64_t>(row.integer(5));
        parts.native_atto_usd = maybe_amount_at(row, 6);
        parts.late = row.integer(7) != 0;
        return true;
    }

    void take_opportunity(const Statement& row, const ReadHops& hops) {
        Opportunity& o = e_.opportunity.emplace();
        o.episode.first_block = static_cast<BlockNumber>(row.integer(3));
        o.sized.quote = {amount_at(row, 8), hops.amounts, static_cast<std::uint32_t>(row.integer(10))};
        o.sized.certificate_gap = amount_at(row, 9);
        o.gas_units = static_cast<std::uint64_t>(row.integer(11));
        o.gross_usd = {row.integer(12)};
        o.gas_usd = maybe_usd_at(row, 13);
        o.net_usd = {row.integer(14)};
        o.quiet_blocks = static_cast<std::uint64_t>(row.integer(16));
        o.left_censored = row.integer(17) != 0;
    }

    void take_action(const Statement& row, const ReadHops& hops) {
        SimulatedTradeAction& a = e_.action.emplace();
        a.episode.first_block = static_cast<BlockNumber>(row.integer(3));
        a.quote = {amount_at(row, 8), hops.amounts, static_cast<std::uint32_t>(row.integer(12))};
        a.min_out = amount_at(row, 9);
        a.loan_fee = amount_at(row, 10);
        a.certificate_gap = amount_at(row, 11);
        a.gas_units = static_cast<std::uint64_t>(row.integer(13));
        a.max_fee_wei = static_cast<std::uint64_t>(row.integer(14));
        a.priority_fee_wei = static_cast<std::uint64_t>(row.integer(15));
        a.expected_net_usd = {row.integer(19)};
        a.decided_at = time_at(row, 20);
        a.due = time_at(row, 21);
    }

    Result<void> read_outcomes(std::int64_t action) {
        auto statement = journal_.prepare(kOutcomes, kExplaining);
        if (!statement) return statement.error();
        return each_row(statement->bind(action), [&](const Statement& row) { return take_outcome(row); });
    }

    Result<void> take_outcome(const Statement& row) {
        ExplainedOutcome outcome;
        outcome.row = row.integer(0);
        outcome.outcome.draw = row.real(8);
        outcome.outcome.primary = {result_named(row.text(9)), amount_at(row, 10), {row.integer(11)},
                                   {row.integer(12)},         {row.integer(13)},  {row.integer(14)}};
        if (!row.is_null(2)) {
            auto hops = read_hops(kOutcomeHops, outcome.row);
            if (!hops) return hops.error();
            SnapshotParts parts;
            parts.header.id = {static_cast<BlockNumber>(row.integer(2)), hash_at(row, 3)};
            parts.states = std::move(hops->states);
            const auto block = take_block(parts, kBlockBefore, row.integer(2), hash_at(row, 3), row.integer(1));
            if (!block) return block.error();
            parts.header.timestamp = seconds_at(row, 4);
            parts.header.base_fee_wei = static_cast<std::uint64_t>(row.integer(5));
            parts.native_atto_usd = maybe_amount_at(row, 6);
            parts.start_atto_usd = maybe_amount_at(row, 7);
            outcome.included = make_snapshot(route_, std::move(parts));
        }
        if (const auto models = take_models(outcome); !models) return models;
        if (const auto amended = take_amendments(outcome); !amended) return amended;
        e_.outcomes.push_back(std::move(outcome));
        return {};
    }

    Result<void> take_models(ExplainedOutcome& outcome) const {
        auto statement = journal_.prepare(kModels, kExplaining);
        if (!statement) return statement.error();
        return each_row(statement->bind(outcome.row), [&](const Statement& row) -> Result<void> {
            if (const auto model = fill_model_from_string(row.text(0)))
                outcome.outcome.models[static_cast<std::size_t>(*model)] = {
                    result_named(row.text(1)), amount_at(row, 2), {row.integer(3)},
                    {row.integer(4)},          {row.integer(5)},  {row.integer(6)}};
            return {};
        });
    }

    Result<void> take_amendments(ExplainedOutcome& outcome) const {
        auto statement = journal_.prepare(kAmendments, kExplaining);
        if (!statement) return statement.error();
        return each_row(statement->bind(outcome.row), [&](const Statement& row) -> Result<void> {
            const bool undone = row.text(0) == "undone";
            outcome.amended_by.push_back(undone               ? "taken back: its block was undone by a reorganisation"
                                         : row.integer(1) < 0 ? "moved into quarantine: its route stood open without "
                                                                "any event"
                                                              : "moved back out of quarantine");
            return {};
        });
    }

    const Database& journal_;
    ReadRoute route_;
    Explanation e_;
};

}  // namespace

Result<Explanation> explain_record(const Database& journal, const std::string& id, std::optional<std::int64_t> run) {
    if (const auto begun = begin_reading(journal); !begun) return begun.error();
    const auto found = find_record(journal, id, run);
    Explainer explainer{journal};
    auto explanation = !found             ? Result<Explanation>{found.error()}
                       : found->is_action ? explainer.action(found->row)
                                          : explainer.opportunity(found->row);
    end_reading(journal);
    return explanation;
}

}  // namespace dexarb
