#include "journal/step_writer.hpp"

#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "dexarb/report/documents.hpp"
#include "dexarb/report/json_report.hpp"

#include "journal/statements.hpp"

namespace dexarb {
namespace {

enum Place : std::size_t { kAddStep, kAddBlock, kAddUndone, kAddMetrics, kAddReport, kKeepCheckpoint };
constexpr std::array<std::string_view, 6> kStatements{sql::kAddStep,    sql::kAddBlock,  sql::kAddUndone,
                                                      sql::kAddMetrics, sql::kAddReport, sql::kKeepCheckpoint};

/// How many blocks between the newest one and this were never seen.
std::uint64_t missed_before(BlockNumber number, std::optional<BlockNumber> newest) {
    return newest && number > *newest + 1 ? number - *newest - 1 : 0;
}

}  // namespace

StepWriter::StepWriter(const Database& database, RunIds ids, RecordWriter records)
    : database_{&database}, ids_{std::move(ids)}, records_{std::move(records)}, newest_{ids_.newest} {}

Result<StepWriter> StepWriter::make(const Database& database, NameBook names, RunIds ids) {
    auto records = RecordWriter::make(database, std::move(names), ids);
    if (!records) return records.error();
    StepWriter writer{database, std::move(ids), std::move(*records)};
    for (const std::string_view text : kStatements) {
        auto statement = database.prepare(text, "writing a block");
        if (!statement) return statement.error();
        writer.statements_.push_back(std::move(*statement));
    }
    return writer;
}

Result<void> StepWriter::write(const JournalStep& step) {
    const auto before = std::pair{step_, newest_};
    auto written = try_write(step);
    if (written) return written;
    std::tie(step_, newest_) = before;
    records_.forget();
    return written;
}

Result<void> StepWriter::try_write(const JournalStep& step) {
    auto transaction = Transaction::begin(*database_);
    if (!transaction) return transaction.error();
    const auto added = std::visit([this](const auto& what) { return add(what); }, step.what);
    if (!added) return added;
    if (const auto records = records_.write(step_, step.records); !records) return records;
    if (!step.checkpoint.empty()) {
        const std::span<const std::uint8_t> data{step.checkpoint};
        const auto kept = statements_[kKeepCheckpoint].bind(ids_.series, step_, data).run();
        if (!kept) return kept;
    }
    return transaction->commit();
}

Result<void> StepWriter::add_step(const char* kind) {
    const auto added = statements_[kAddStep].bind(ids_.run, kind).run();
    if (added) step_ = database_->last_insert_id();
    return added;
}

Result<void> StepWriter::add(const JournalBlock& block) {
    const BlockNumber number = block.header.id.number;
    if (newest_ && number <= *newest_)
        if (const auto undone = add(Undone{number - 1}); !undone) return undone;
    if (const auto step = add_step("block"); !step) return step;
    std::string uncertain;
    for (const PoolIndex pool : block.uncertain_pools)
        uncertain += fmt::format("{}{}", uncertain.empty() ? "" : ",", records_.names().pool(pool));
    const std::chrono::milliseconds block_at{block.header.timestamp.time_since_epoch()};
    const auto added =
        statements_[kAddBlock]
            .bind(step_, ids_.run, number, block.header.id.hash, block.header.parent, block_at.count(), block.arrival,
                  block.header.base_fee_wei, block.native_atto_usd, block.late, block.after_gap,
                  missed_before(number, newest_), block.certain_pools, "[" + uncertain + "]")
            .run();
    if (added) newest_ = number;
    return added;
}

Result<void> StepWriter::add(const Undone& undone) {
    if (const auto step = add_step("undone"); !step) return step;
    if (newest_) newest_ = std::min(*newest_, undone.fork);
    return statements_[kAddUndone].bind(step_, ids_.run, undone.fork).run();
}

Result<void> StepWriter::add(const EndOfRun&) {
    return add_step("end");
}

Result<void> StepWriter::write(const JournalReport& report) {
    if (step_ == 0) return {};
    auto transaction = Transaction::begin(*database_);
    if (!transaction) return transaction.error();
    for (std::size_t config = 0; config < report.metrics.size(); ++config)
        if (const auto added = add_metrics(report, config); !added) return added;
    const auto added =
        statements_[kAddReport].bind(step_, report.taken_at, report.report.is_last, report_json(report.report)).run();
    if (!added) return added;
    return transaction->commit();
}

Result<void> StepWriter::add_metrics(const JournalReport& report, std::size_t config) {
    const TraderMetrics& m = report.metrics[config];
    const auto results = [&](TradeResult result) { return m.results[static_cast<std::size_t>(result)]; };
    const auto model = [&](FillModel one) { return m.model_net_usd[static_cast<std::size_t>(one)]; };
    return statements_[kAddMetrics]
        .bind(step_, ids_.epochs[config], report.taken_at, m.actions, m.in_flight, results(TradeResult::kFilled),
              results(TradeResult::kReverted), results(TradeResult::kLost), results(TradeResult::kExpired),
              results(TradeResult::kUnknown), m.net_usd, m.gross_usd, m.gas_usd, m.flash_fee_usd, m.wins, m.losses,
              m.quarantined, m.quarantined_usd, m.corrections, model(FillModel::kLegacy), model(FillModel::kInstant),
              model(FillModel::kFirstInBlock), model(FillModel::kSurvival), model(FillModel::kSurvivalCompetition),
              metrics_document(m))
        .run();
}

}  // namespace dexarb
