#include "dexarb/journal/parity_record.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/statements.hpp"

namespace dexarb {
namespace {

Error unreadable(const RunSummary& run) {
    return {ErrorCode::kMalformed, fmt::format("run {}: its last report cannot be read; see `journal check`", run.id)};
}

Result<void> add_report(const RunSummary& run, std::string_view text, Parity& sum) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    const auto feed = document.is_object() ? document.find("feed") : document.end();
    if (feed == document.end() || !feed->is_object() || !feed->contains("parity")) return unreadable(run);
    const auto& parity = (*feed)["parity"];
    for (const auto& [key, total] :
         {std::pair{"audits", &sum.audits}, std::pair{"skipped", &sum.skipped}, std::pair{"checks", &sum.checks},
          std::pair{"agreed", &sum.agreed}, std::pair{"distrusted", &sum.distrusted}}) {
        const auto value = parity.is_object() ? parity.find(key) : parity.end();
        if (value == parity.end() || !value->is_number_unsigned()) return unreadable(run);
        *total += value->get<std::uint64_t>();
    }
    return {};
}

}  // namespace

Result<Parity> read_parity(const Database& journal, const std::vector<RunSummary>& runs) {
    auto statement = journal.prepare(sql::kLastReport, "reading the last reports");
    if (!statement) return statement.error();
    Parity sum;
    for (const RunSummary& run : runs) {
        if (run.ended == "reloaded") continue;
        const auto row = statement->bind(run.id).step();
        if (!row) return row.error();
        if (!*row) continue;
        if (const auto added = add_report(run, statement->text(0), sum); !added) return added.error();
    }
    return sum;
}

}  // namespace dexarb
