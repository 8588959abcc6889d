#include "dexarb/journal/last_report.hpp"

#include "dexarb/journal/read_scope.hpp"

#include "journal/row_values.hpp"
#include "journal/statements.hpp"

namespace dexarb {
namespace {

constexpr const char* kMetricsOfStep =
    "SELECT e.config, m.document FROM metrics m JOIN epochs e ON e.id = m.epoch WHERE m.step = ? ORDER BY e.id";

}  // namespace

Result<std::optional<LastReport>> read_last_report(const Database& journal, std::int64_t run) {
    auto newest = journal.prepare(sql::kLastReport, "reading the last report");
    if (!newest) return newest.error();
    const auto row = newest->bind(run).step();
    if (!row) return row.error();
    if (!*row) return std::nullopt;
    LastReport report;
    report.document = newest->text(0);
    report.made_at = time_at(*newest, 2);
    auto metrics = journal.prepare(kMetricsOfStep, "reading the last report");
    if (!metrics) return metrics.error();
    const auto take = [&](const Statement& each) -> Result<void> {
        report.metrics[std::string{each.text(0)}] = each.text(1);
        return {};
    };
    if (const auto taken = each_row(metrics->bind(newest->integer(1)), take); !taken) return taken.error();
    return report;
}

}  // namespace dexarb
