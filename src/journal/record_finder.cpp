#include "journal/record_finder.hpp"

#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "dexarb/journal/read_scope.hpp"

namespace dexarb {
namespace {

constexpr const char* kFinding = "looking for an id";
constexpr std::size_t kMostListed = 8;
constexpr const char* kOpportunities =
    "SELECT o.id, s.run, 0, o.phase || ' on block ' || o.block FROM opportunities o JOIN steps s ON s.id = o.step "
    "JOIN episodes e ON e.id = o.episode WHERE e.name = ?1 AND (?2 IS NULL OR o.block = ?2) "
    "AND (?3 IS NULL OR s.run = ?3) ORDER BY o.id";
constexpr const char* kActions =
    "SELECT a.id, s.run, 1, c.config || ' on block ' || a.block FROM actions a JOIN steps s ON s.id = a.step "
    "JOIN episodes e ON e.id = a.episode JOIN epochs c ON c.id = a.epoch WHERE e.name = ?1 "
    "AND (?2 IS NULL OR c.config = ?2) AND (?3 IS NULL OR s.run = ?3) ORDER BY a.id";

struct Candidate {
    FoundRecord record;
    std::string text;
};
using Candidates = std::vector<Candidate>;

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <typename Narrow>
Result<void> collect(const Database& journal, const char* sql, const std::string& episode, const Narrow& narrow,
                     std::optional<std::int64_t> run, Candidates& found) {
    auto statement = journal.prepare(sql, kFinding);
    if (!statement) return statement.error();
    const auto take = [&](const Statement& row) -> Result<void> {
        const bool is_action = row.integer(2) != 0;
        found.push_back({{is_action, row.integer(0)},
                         fmt::format("{}:{} (run {}, {})", is_action ? "action" : "opportunity", row.integer(0),
                                     row.integer(1), row.text(3))});
        return {};
    };
    return each_row(statement->bind(episode, narrow, run), take);
}

/// "opportunity:12", "action:12", "outcome:12".
Result<std::optional<FoundRecord>> row_named(const Database& journal, const std::string& id) {
    const auto colon = id.find(':');
    if (colon == std::string::npos) return std::optional<FoundRecord>{};
    const std::string table = id.substr(0, colon);
    const auto number = number_in(std::string_view{id}.substr(colon + 1));
    if (!number || (table != "opportunity" && table != "action" && table != "outcome"))
        return std::optional<FoundRecord>{};
    const char* sql = table == "opportunity" ? "SELECT id FROM opportunities WHERE id = ?"
                      : table == "action"    ? "SELECT id FROM actions WHERE id = ?"
                                             : "SELECT action FROM outcomes WHERE id = ?";
    auto statement = journal.prepare(sql, kFinding);
    if (!statement) return statement.error();
    const auto row = statement->bind(*number).number();
    if (!row) return row.error();
    if (!*row)
        return Error{ErrorCode::kNotFound,
                     fmt::format("no {} in the journal has row {}: `export` lists rows", table, *number)};
    return std::optional{FoundRecord{table != "opportunity", **row}};
}

Result<Candidates> candidates(const Database& journal, const std::string& id, std::optional<std::int64_t> run) {
    Candidates found;
    const auto at = id.find('@');
    const auto colon = id.find(':');
    if (at != std::string::npos) {
        const auto block = number_in(std::string_view{id}.substr(at + 1));
        const auto done = collect(journal, kOpportunities, id.substr(0, at), block, run, found);
        return done ? Result<Candidates>{found} : done.error();
    }
    const std::string episode = colon == std::string::npos ? id : id.substr(colon + 1);
    const auto config = colon == std::string::npos ? std::nullopt : std::optional{id.substr(0, colon)};
    if (!config)
        if (const auto done = collect(journal, kOpportunities, episode, std::optional<std::int64_t>{}, run, found);
            !done)
            return done.error();
    const auto done = collect(journal, kActions, episode, config, run, found);
    return done ? Result<Candidates>{found} : done.error();
}

Error several(const std::string& id, const Candidates& found) {
    std::string list;
    for (std::size_t i = 0; i < found.size() && i < kMostListed; ++i)
        list += (i == 0 ? "" : ", ") + found[i].text;
    if (found.size() > kMostListed) list += fmt::format(" and {} more", found.size() - kMostListed);
    return {ErrorCode::kInvalidInput,
            fmt::format("{} records have the id {}: {}; name one of these, or narrow down with --run", found.size(), id,
                        list)};
}

}  // namespace

Result<FoundRecord> find_record(const Database& journal, const std::string& id, std::optional<std::int64_t> run) {
    if (number_in(id))
        return Error{ErrorCode::kInvalidInput,
                     fmt::format("{0} may be opportunity:{0}, action:{0} or outcome:{0}: say which", id)};
    const auto row = row_named(journal, id);
    if (!row) return row.error();
    if (*row) return **row;
    const auto found = candidates(journal, id, run);
    if (!found) return found.error();
    if (found->empty())
        return Error{
            ErrorCode::kNotFound,
            fmt::format("nothing in the journal{} has the id {}: ids are those of the event log and of `export` "
                        "(3fa9c1d20b7e44aa-56123456@56123459, moderate:3fa9c1d20b7e44aa-56123456)",
                        run ? fmt::format(" of run {}", *run) : "", id)};
    if (found->size() > 1) return several(id, *found);
    return found->front().record;
}

}  // namespace dexarb
