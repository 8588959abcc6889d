#include "journal/record_writer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "journal/statements.hpp"

namespace dexarb {
namespace {

enum Place : std::size_t {
    kAddOpportunity,
    kAddOpportunityHop,
    kAddAction,
    kAddActionHop,
    kFindAction,
    kAddOutcome,
    kAddOutcomeHop,
    kAddOutcomeModel,
    kFindOutcome,
    kAddCorrection,
    kQuarantineOf,
    kAddReject,
};
constexpr std::array<std::string_view, 12> kStatements{sql::kAddOpportunity, sql::kAddOpportunityHop, sql::kAddAction,
                                                       sql::kAddActionHop,   sql::kFindAction,        sql::kAddOutcome,
                                                       sql::kAddOutcomeHop,  sql::kAddOutcomeModel,   sql::kFindOutcome,
                                                       sql::kAddCorrection,  sql::kQuarantineOf,      sql::kAddReject};

const char* phase_name(EpisodePhase phase) {
    return phase == EpisodePhase::kOpen ? "open" : phase == EpisodePhase::kMove ? "move" : "close";
}

std::int64_t milliseconds(std::chrono::sys_seconds time) {
    return std::chrono::milliseconds{time.time_since_epoch()}.count();
}

Error missing(const char* what) {
    return {ErrorCode::kIo, fmt::format("the journal lacks {} that a record refers to", what)};
}

std::string_view kind_of(const Correction& correction) {
    if (correction.kind == Correction::Kind::kQuarantine) return "quarantine";
    return correction.kind == Correction::Kind::kStranded ? "stranded" : "undone";
}

}  // namespace

RecordWriter::RecordWriter(const Database& database, NameBook names, const RunIds& ids)
    : database_{&database}, names_{std::move(names)}, epochs_{ids.epochs} {
    names_.begin_series(ids.series);
}

Result<RecordWriter> RecordWriter::make(const Database& database, NameBook names, const RunIds& ids) {
    RecordWriter writer{database, std::move(names), ids};
    for (const std::string_view text : kStatements) {
        auto statement = database.prepare(text, "writing a block");
        if (!statement) return statement.error();
        writer.statements_.push_back(std::move(*statement));
    }
    return writer;
}

Result<void> RecordWriter::write(std::int64_t step, const std::vector<JournalRecord>& records) {
    step_ = step;
    rejected_.clear();
    for (const JournalRecord& record : records) {
        const auto added = std::visit([this](const auto& one) { return add(one); }, record);
        if (!added) return added;
    }
    return add_rejects();
}

void RecordWriter::forget() {
    names_.forget();
}

Result<std::vector<std::optional<std::int64_t>>> RecordWriter::states(RouteIndex route, const HopStates& states) {
    const auto& hops = names_.hops(route);
    std::vector<std::optional<std::int64_t>> ids(hops.size());
    for (std::size_t place = 0; place < states.size(); ++place) {
        if (states[place] == nullptr) continue;
        const auto id = names_.state(hops[place].pool, *states[place]);
        if (!id) return id.error();
        ids[place] = *id;
    }
    return ids;
}

Result<void> RecordWriter::add(const OpportunityRecord& record) {
    const Opportunity& opportunity = record.change.opportunity;
    const RouteQuote& quote = opportunity.sized.quote;
    const auto episode = names_.episode(opportunity.episode);
    if (!episode) return episode.error();
    const auto added =
        statements_[kAddOpportunity]
            .bind(step_, *episode, phase_name(record.change.phase), record.change.block.number,
                  record.change.block.hash, quote.amount_in, opportunity.sized.certificate_gap, quote.ticks_crossed,
                  opportunity.gas_units, opportunity.gross_usd, opportunity.gas_usd, opportunity.net_usd,
                  record.prices.start_atto_usd, opportunity.quiet_blocks, opportunity.left_censored)
            .run();
    if (!added) return added;
    const std::int64_t id = database_->last_insert_id();
    const auto ids = states(opportunity.episode.route, record.states);
    if (!ids) return ids.error();
    for (std::size_t place = 0; place < quote.amounts_out.size(); ++place) {
        const auto hop = statements_[kAddOpportunityHop].bind(id, place, quote.amounts_out[place], (*ids)[place]).run();
        if (!hop) return hop;
    }
    return {};
}

Result<void> RecordWriter::add(const Reject& reject) {
    const auto episode = names_.episode(reject.episode);
    if (!episode) return episode.error();
    Rejected& rejected = rejected_[{epoch(reject.config), reject.block, reject.reason}];
    rejected.best_net = rejected.count == 0 ? reject.net_usd : std::max(rejected.best_net, reject.net_usd);
    rejected.episodes += fmt::format("{}[{},{}]", rejected.count == 0 ? "" : ",", *episode, reject.net_usd.value);
    ++rejected.count;
    return {};
}

Result<void> RecordWriter::add_rejects() {
    for (const auto& [key, rejected] : rejected_) {
        const auto& [epoch, block, reason] = key;
        const auto added = statements_[kAddReject]
                               .bind(step_, epoch, block, to_string(reason), rejected.count, rejected.best_net,
                                     "[" + rejected.episodes + "]")
                               .run();
        if (!added) return added;
    }
    return {};
}

Result<void> RecordWriter::add(const ActionRecord& record) {
    const SimulatedTradeAction& action = record.action;
    const auto episode = names_.episode(action.episode);
    if (!episode) return episode.error();
    const auto added =
        statements_[kAddAction]
            .bind(step_, epoch(action.config), *episode, record.decided_on.id.number, record.decided_on.id.hash,
                  milliseconds(record.decided_on.timestamp), action.decided_at, action.due, action.quote.amount_in,
                  action.min_out, action.loan_fee, action.certificate_gap, action.quote.ticks_crossed, action.gas_units,
                  action.max_fee_wei, action.priority_fee_wei, record.prices.base_fee_wei,
                  record.prices.native_atto_usd, record.prices.start_atto_usd, action.expected_net_usd)
            .run();
    if (!added) return added;
    const std::int64_t id = database_->last_insert_id();
    const auto ids = states(action.episode.route, record.states);
    if (!ids) return ids.error();
    for (std::size_t place = 0; place < action.quote.amounts_out.size(); ++place) {
        const auto hop =
            statements_[kAddActionHop].bind(id, place, action.quote.amounts_out[place], (*ids)[place]).run();
        if (!hop) return hop;
    }
    return {};
}

Result<std::int64_t> RecordWriter::action(ConfigIndex config, const EpisodeId& episode) {
    const auto episode_id = names_.episode(episode);
    if (!episode_id) return episode_id;
    const auto id = statements_[kFindAction].bind(epoch(config), *episode_id).number();
    if (!id) return id.error();
    return *id ? Result<std::int64_t>{**id} : missing("the action");
}

Result<void> RecordWriter::add(const OutcomeRecord& record) {
    const TradeOutcome& outcome = record.outcome;
    const auto action_id = action(outcome.config, outcome.episode);
    if (!action_id) return action_id.error();
    const auto& block = outcome.inclusion_block;
    const auto seen = [&](const auto& value) { return block ? std::optional{value} : std::nullopt; };
    const ModelOutcome& primary = outcome.primary;
    const auto added =
        statements_[kAddOutcome]
            .bind(step_, *action_id, block ? std::optional{block->number} : std::nullopt,
                  block ? std::optional{block->hash} : std::nullopt, seen(milliseconds(outcome.inclusion_time)),
                  seen(record.prices.base_fee_wei), record.prices.native_atto_usd, record.prices.start_atto_usd,
                  seen(outcome.draw), to_string(primary.result), primary.amount_out, primary.gross_usd, primary.gas_usd,
                  primary.flash_fee_usd, primary.net_usd)
            .run();
    if (!added) return added;
    const std::int64_t id = database_->last_insert_id();
    const auto ids = states(outcome.episode.route, record.states);
    if (!ids) return ids.error();
    for (std::size_t place = 0; place < record.states.size(); ++place) {
        const auto hop = statements_[kAddOutcomeHop].bind(id, place, (*ids)[place]).run();
        if (!hop) return hop;
    }
    return add_models(id, outcome);
}

Result<void> RecordWriter::add_models(std::int64_t outcome, const TradeOutcome& models) {
    for (std::size_t i = 0; i < kFillModelCount; ++i) {
        const ModelOutcome& model = models.models[i];
        const auto added =
            statements_[kAddOutcomeModel]
                .bind(outcome, to_string(static_cast<FillModel>(i)), to_string(model.result), model.amount_out,
                      model.gross_usd, model.gas_usd, model.flash_fee_usd, model.net_usd)
                .run();
        if (!added) return added;
    }
    return {};
}

Result<std::int64_t> RecordWriter::newest_outcome(const Correction& correction) {
    const auto action_id = action(correction.config, correction.episode);
    if (!action_id) return action_id;
    const auto id = statements_[kFindOutcome].bind(*action_id).number();
    if (!id) return id.error();
    return *id ? Result<std::int64_t>{**id} : missing("the outcome");
}

Result<void> RecordWriter::add(const Correction& correction) {
    const auto outcome = newest_outcome(correction);
    if (!outcome) return outcome.error();
    const bool is_quarantine = correction.kind == Correction::Kind::kQuarantine;
    const auto moved = statements_[kQuarantineOf].bind(*outcome).number();
    if (!moved) return moved.error();
    const int sign = !is_quarantine || **moved == 0 ? -1 : 1;
    return statements_[kAddCorrection].bind(step_, *outcome, kind_of(correction), sign, correction.net_usd).run();
}

}  // namespace dexarb
