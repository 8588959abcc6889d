#include "journal/run_writer.hpp"

#include <unistd.h>

#include "dexarb/report/documents.hpp"

#include "journal/statements.hpp"

namespace dexarb {
namespace {

constexpr const char* kWritingRun = "writing the run's manifest";

void append(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append(std::vector<std::uint8_t>& out, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append(std::vector<std::uint8_t>& out, const MarketDefinition& market, const PairDefinition& pair) {
    append(out, market.token(pair.base).address.bytes);
    append(out, market.token(pair.quote).address.bytes);
}

/// Of what decides which routes there are: tokens, pools with their fees, pairs.
Hash market_hash(const MarketDefinition& market) {
    std::vector<std::uint8_t> out;
    append(out, market.chain_id);
    append(out, market.priority_fee_wei);
    for (const Token& token : market.tokens) {
        append(out, token.address.bytes);
        append(out, std::uint64_t{token.decimals} * 2 + (token.is_stablecoin ? 1 : 0));
    }
    for (const PoolDefinition& pool : market.pools) {
        append(out, pool.address.bytes);
        append(out, std::uint64_t{pool.fee.value});
    }
    for (const PairDefinition& pair : market.pairs)
        append(out, market, pair);
    return keccak256(out);
}

/// Runs one statement with these parameters.
template <typename... Values>
Result<std::int64_t> add(const Database& database, std::string_view sql, const Values&... values) {
    auto statement = database.prepare(sql, kWritingRun);
    if (!statement) return statement.error();
    if (const auto added = statement->bind(values...).run(); !added) return added.error();
    return database.last_insert_id();
}

template <typename... Values>
Result<std::optional<std::int64_t>> find(const Database& database, std::string_view sql, const Values&... values) {
    auto statement = database.prepare(sql, kWritingRun);
    if (!statement) return statement.error();
    return statement->bind(values...).number();
}

Result<std::int64_t> series_of(const Database& database, const RunManifest& manifest) {
    if (!manifest.resumes) return add(database, sql::kAddSeries, manifest.market->chain_id, manifest.started_at);
    const auto series = find(database, sql::kSeriesOfRun, manifest.resumes->run);
    if (!series) return series.error();
    check(series->has_value(), "a run that is resumed is in the journal");
    return **series;
}

Result<std::int64_t> epoch_of(const Database& database, const RunManifest& manifest, std::int64_t series,
                              std::size_t place) {
    if (manifest.resumes && manifest.resumes->places[place]) {
        const auto same = find(database, sql::kFindEpoch, manifest.resumes->run, *manifest.resumes->places[place]);
        if (!same) return same.error();
        check(same->has_value(), "a configuration whose books go on has an epoch");
        return **same;
    }
    const StrategyConfig& config = manifest.configs[place];
    const Hash hash = config_hash(config, *manifest.market, manifest.seed);
    return add(database, sql::kAddEpoch, series, config.id, hash, config_document(config, *manifest.market),
               manifest.started_at);
}

}  // namespace

Hash config_hash(const StrategyConfig& config, const MarketDefinition& market, std::uint64_t seed) {
    const std::string document = config_document(config, market);
    std::vector<std::uint8_t> out{document.begin(), document.end()};
    for (const auto pair : config.pairs)
        append(out, market, market.pairs[pair]);
    append(out, market.chain_id);
    append(out, seed);
    return keccak256(out);
}

Result<RunIds> add_run(const Database& database, const RunManifest& manifest) {
    RunIds ids;
    const auto series = series_of(database, manifest);
    if (!series) return series.error();
    ids.series = *series;
    std::optional<std::int64_t> resumed;
    if (manifest.resumes) {
        resumed = manifest.resumes->run;
        ids.newest = manifest.resumes->newest;
    }
    const auto run = add(database, sql::kAddRun, ids.series, resumed, manifest.version, manifest.source_commit,
                         manifest.command, manifest.market->name, market_hash(*manifest.market), manifest.seed,
                         assumptions_document(manifest.assumptions, manifest.configs), ::getpid(), manifest.started_at);
    if (!run) return run.error();
    ids.run = *run;
    for (std::size_t place = 0; place < manifest.configs.size(); ++place) {
        const auto epoch = epoch_of(database, manifest, ids.series, place);
        if (!epoch) return epoch.error();
        const auto linked = add(database, sql::kAddRunEpoch, ids.run, ids.epochs.size(), *epoch);
        if (!linked) return linked.error();
        ids.epochs.push_back(*epoch);
    }
    return ids;
}

Result<void> end_run(const Database& database, std::int64_t run, const RunEnd& end) {
    const char* how = end.failure ? "failed" : end.handed_over ? "reloaded" : "stopped";
    const auto& reason = end.failure ? end.failure : end.handed_over;
    const auto ended = add(database, sql::kEndRun, end.at, how, reason, end.digest, run);
    return ended ? Result<void>{} : ended.error();
}

Result<void> mark_incomplete(const Database& database, std::int64_t run, BlockNumber from, const std::string& why) {
    const auto marked = add(database, sql::kMarkIncomplete, from, why, run);
    return marked ? Result<void>{} : marked.error();
}

}  // namespace dexarb
