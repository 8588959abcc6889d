#include "dexarb/journal/resumable_run.hpp"

#include "journal/packed.hpp"
#include "journal/statements.hpp"

namespace dexarb {

Result<std::optional<ResumableRun>> find_resumable_run(const Database& journal, const MarketDefinition& market) {
    auto statement = journal.prepare(sql::kFindResumable, "looking for a run to go on from");
    if (!statement) return statement.error();
    statement->bind(market.chain_id, market.name);
    const auto row = statement->step();
    if (!row) return row.error();
    if (!*row) return std::optional<ResumableRun>{};
    ResumableRun found;
    if (statement->is_null(0)) {
        found.run = statement->integer(4);
        return std::optional{found};
    }
    found.run = statement->integer(0);
    found.ended = statement->text(2);
    found.ended_at = Timestamp{std::chrono::milliseconds{statement->integer(3)}};
    if (auto checkpoint = unpack(statement->bytes(1))) found.checkpoint = std::move(*checkpoint);
    return std::optional{std::move(found)};
}

}  // namespace dexarb
