#include "dexarb/journal/journal_export.hpp"

#include <array>
#include <vector>

#include <nlohmann/json.hpp>

#include "dexarb/report/csv.hpp"
#include "dexarb/report/record_lines.hpp"

#include "journal/export_statements.hpp"
#include "journal/row_values.hpp"

namespace dexarb {
namespace {

constexpr const char* kExporting = "exporting";
constexpr std::size_t kPiece = 64U << 10U;

/// The rows of one table as lines, one after the other.
class Exporter {
  public:
    Exporter(const Database& journal, ExportFormat format, const ExportSink& sink)
        : journal_{journal}, format_{format}, sink_{sink} {}

    Result<std::uint64_t> run(ExportTable table, const ReadScope& scope) {
        if (const auto ready = prepare(); !ready) return ready.error();
        if (format_ == ExportFormat::kCsv) out_ = header(table);
        auto rows = journal_.prepare(sql::kExportRows[static_cast<std::size_t>(table)], kExporting);
        if (!rows) return rows.error();
        rows->bind(scope.run, scope.since, scope.until, config_list(scope));
        const auto done = each_row(*rows, [&](const Statement& row) { return add(table, row); });
        if (!done) return done.error();
        if (const auto written = sink_(out_); !written) return written.error();
        return count_;
    }

  private:
    Result<void> prepare() {
        auto routes = RouteReader::make(journal_);
        if (!routes) return routes.error();
        routes_.emplace(std::move(*routes));
        for (const char* text : {sql::kOpportunityAmounts, sql::kActionAmounts, sql::kOutcomeModels}) {
            auto statement = journal_.prepare(text, kExporting);
            if (!statement) return statement.error();
            details_.push_back(std::move(*statement));
        }
        return {};
    }

    static std::string header(ExportTable table) {
        switch (table) {
            case ExportTable::kOpportunities:
                return csv_header(
                    {"id",          "row",           "run",          "episode",      "phase",   "block",
                     "block_hash",  "block_at",      "pair",         "route",        "pools",   "amount_in",
                     "amounts_out", "amount_out",    "gross_usd",    "gas_usd",      "net_usd", "certificate_gap",
                     "gas_units",   "ticks_crossed", "quiet_blocks", "left_censored"});
            case ExportTable::kActions:
                return csv_header({"id",
                                   "row",
                                   "run",
                                   "episode",
                                   "config",
                                   "block",
                                   "block_hash",
                                   "block_at",
                                   "pair",
                                   "route",
                                   "pools",
                                   "amount_in",
                                   "amounts_out",
                                   "amount_out",
                                   "min_out",
                                   "decided_at",
                                   "due_at",
                                   "max_fee_gwei",
                                   "priority_fee_gwei",
                                   "base_fee_gwei",
                                   "gas_units",
                                   "loan_fee",
                                   "certificate_gap",
                                   "expected_net_usd"});
            case ExportTable::kOutcomes:
                return csv_header({"action",
                                   "row",
                                   "run",
                                   "episode",
                                   "config",
                                   "pair",
                                   "route",
                                   "decided_block",
                                   "inclusion_block",
                                   "inclusion_at",
                                   "result",
                                   "amount_in",
                                   "amount_out",
                                   "gross_usd",
                                   "gas_usd",
                                   "flash_fee_usd",
                                   "net_usd",
                                   "counts",
                                   "amended_by",
                                   "draw",
                                   "legacy_usd",
                                   "instant_usd",
                                   "first_in_block_usd",
                                   "survival_usd",
                                   "survival_competition_usd"});
            case ExportTable::kMetrics:
                return csv_header({"run",          "config",
                                   "epoch",        "taken_at",
                                   "block",        "actions",
                                   "in_flight",    "filled",
                                   "reverted",     "lost",
                                   "expired",      "unknown",
                                   "net_usd",      "gross_usd",
                                   "gas_usd",      "flash_fee_usd",
                                   "wins",         "losses",
                                   "quarantined",  "quarantined_usd",
                                   "corrections",  "legacy_usd",
                                   "instant_usd",  "first_in_block_usd",
                                   "survival_usd", "survival_competition_usd"});
        }
        return {};
    }

    Result<void> add(ExportTable table, const Statement& row) {
        const auto line = table == ExportTable::kOpportunities ? opportunity(row)
                          : table == ExportTable::kActions     ? action(row)
                          : table == ExportTable::kOutcomes    ? outcome(row)
                                                               : metrics(row);
        if (!line) return line.error();
        out_ += *line;
        ++count_;
        if (out_.size() < kPiece) return {};
        const auto written = sink_(out_);
        out_.clear();
        return written;
    }

    Result<std::vector<U256>> amounts(std::size_t detail, std::int64_t id) {
        std::vector<U256> list;
        const auto take = [&](const Statement& row) -> Result<void> {
            list.push_back(amount_at(row, 0));
            return {};
        };
        if (const auto read = each_row(details_[detail].bind(id), take); !read) return read.error();
        return list;
    }

    static std::string pools_of(const RouteLine& route) {
        std::string pools;
        for (const HopLine& hop : route)
            pools += (pools.empty() ? "" : " ") + to_string(hop.pool);
        return pools;
    }

    static U256 last_of(const std::vector<U256>& amounts) { return amounts.empty() ? U256{} : amounts.back(); }

    Result<std::string> opportunity(const Statement& row) {
        const auto route = routes_->route(row.integer(7));
        if (!route) return route.error();
        const auto outs = amounts(0, row.integer(0));
        if (!outs) return outs.error();
        const OpportunityLine line{std::string{row.text(2)},
                                   std::string{row.text(3)},
                                   {static_cast<BlockNumber>(row.integer(4)), hash_at(row, 5)},
                                   *route,
                                   amount_at(row, 10),
                                   *outs,
                                   {row.integer(14)},
                                   maybe_usd_at(row, 15),
                                   {row.integer(16)},
                                   amount_at(row, 11)};
        if (format_ == ExportFormat::kJsonLines) return to_json_line(line) + "\n";
        CsvRow csv;
        csv.add(opportunity_name(line.episode, line.block.number)).add(row.integer(0)).add(row.integer(1));
        csv.add(line.episode).add(line.phase).add(line.block.number).add(to_string(line.block.hash));
        csv.add(time_at(row, 6)).add(row.text(8)).add(row.text(9)).add(pools_of(*route)).add(line.amount_in).add(*outs);
        csv.add(last_of(*outs)).add(line.gross_usd).add(line.gas_usd).add(line.net_usd).add(line.certificate_gap);
        csv.add(row.integer(13)).add(row.integer(12)).add(row.integer(17)).add(row.integer(18) != 0);
        return csv.line();
    }

    Result<std::string> action(const Statement& row) {
        const auto route = routes_->route(row.integer(7));
        if (!route) return route.error();
        const auto outs = amounts(1, row.integer(0));
        if (!outs) return outs.error();
        ActionLine line;
        line.config = row.text(3);
        line.episode = row.text(2);
        line.block = static_cast<BlockNumber>(row.integer(4));
        line.route = *route;
        line.amount_in = amount_at(row, 10);
        line.amounts_out = *outs;
        line.min_out = amount_at(row, 11);
        line.decided_at = time_at(row, 12);
        line.max_fee_wei = static_cast<std::uint64_t>(row.integer(14));
        if (format_ == ExportFormat::kJsonLines) return to_json_line(line) + "\n";
        const auto gwei = [&](int column) { return exact_gwei(static_cast<std::uint64_t>(row.integer(column))); };
        CsvRow csv;
        csv.add(action_name(line.config, line.episode)).add(row.integer(0)).add(row.integer(1)).add(line.episode);
        csv.add(line.config).add(line.block).add(to_string(hash_at(row, 5))).add(time_at(row, 6)).add(row.text(8));
        csv.add(row.text(9)).add(pools_of(*route)).add(line.amount_in).add(*outs).add(last_of(*outs));
        csv.add(line.min_out).add(line.decided_at).add(time_at(row, 13)).add(gwei(14)).add(gwei(15)).add(gwei(16));
        csv.add(row.integer(17)).add(amount_at(row, 18)).add(amount_at(row, 19)).add(MicroUsd{row.integer(20)});
        return csv.line();
    }

    Result<std::string> outcome(const Statement& row) {
        OutcomeLine line;
        line.config = row.text(3);
        line.episode = row.text(2);
        if (!row.is_null(7)) line.inclusion_block = static_cast<BlockNumber>(row.integer(7));
        line.result = row.text(9);
        line.amount_out = amount_at(row, 11);
        line.gross_usd = {row.integer(12)};
        line.gas_usd = {row.integer(13)};
        line.flash_fee_usd = {row.integer(14)};
        line.net_usd = {row.integer(15)};
        const auto take = [&](const Statement& model) -> Result<void> {
            if (const auto which = fill_model_from_string(model.text(0)))
                line.models[static_cast<std::size_t>(*which)] = {model.integer(1)};
            return {};
        };
        if (const auto read = each_row(details_[2].bind(row.integer(0)), take); !read) return read.error();
        if (format_ == ExportFormat::kJsonLines) return to_json_line(line) + "\n";
        CsvRow csv;
        csv.add(action_name(line.config, line.episode)).add(row.integer(0)).add(row.integer(1)).add(line.episode);
        csv.add(line.config).add(row.text(4)).add(row.text(5)).add(row.integer(6)).add(line.inclusion_block);
        csv.add(row.is_null(8) ? std::nullopt : std::optional{time_at(row, 8)}).add(line.result);
        csv.add(amount_at(row, 10)).add(line.amount_out).add(line.gross_usd).add(line.gas_usd).add(line.flash_fee_usd);
        csv.add(line.net_usd).add(row.integer(16)).add(row.text(17));
        csv.add(row.is_null(18) ? std::nullopt : std::optional{row.real(18)});
        for (const MicroUsd model : line.models)
            csv.add(model);
        return csv.line();
    }

    Result<std::string> metrics(const Statement& row) const {
        constexpr int kFirstCounter = 5;
        constexpr std::array kCounters{true, true, true, true,  true, true,  true,  false, false, false, false,
                                       true, true, true, false, true, false, false, false, false, false};
        if (format_ == ExportFormat::kCsv) {
            CsvRow csv;
            csv.add(row.integer(0)).add(row.text(1)).add(row.integer(2)).add(time_at(row, 3));
            csv.add(row.is_null(4) ? std::nullopt : std::optional{row.integer(4)});
            for (std::size_t i = 0; i < kCounters.size(); ++i) {
                const std::int64_t value = row.integer(kFirstCounter + static_cast<int>(i));
                kCounters[i] ? csv.add(value) : csv.add(MicroUsd{value});
            }
            return csv.line();
        }
        using Json = nlohmann::ordered_json;
        const Json json{
            {"type", "metrics"},
            {"run", row.integer(0)},
            {"config", row.text(1)},
            {"epoch", row.integer(2)},
            {"taken_at", to_rfc3339(time_at(row, 3))},
            {"block", row.is_null(4) ? Json(nullptr) : Json(row.integer(4))},
            {"metrics", Json::parse(row.text(kFirstCounter + static_cast<int>(kCounters.size())), nullptr, false)}};
        return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    }

    const Database& journal_;
    ExportFormat format_;
    const ExportSink& sink_;
    std::optional<RouteReader> routes_;
    std::vector<Statement> details_;
    std::string out_;
    std::uint64_t count_ = 0;
};

}  // namespace

Result<std::uint64_t> export_journal(const Database& journal, ExportTable table, ExportFormat format,
                                     const ReadScope& scope, const ExportSink& sink) {
    if (const auto begun = begin_reading(journal); !begun) return begun.error();
    const auto range = find_range(journal, scope);
    auto done = range ? Exporter{journal, format, sink}.run(table, scope) : Result<std::uint64_t>{range.error()};
    end_reading(journal);
    return done;
}

}  // namespace dexarb
