#include "dexarb/app/digest_proof.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "dexarb/app/replay.hpp"

namespace dexarb {
namespace {

namespace fs = std::filesystem;

/// The files of each recorded run, by its name: "20261122T200138Z-4711.2026-11-22.dxrec" and the days after.
using Recordings = std::map<std::string, std::set<fs::path>>;

Recordings recordings_in(const fs::path& folder) {
    Recordings found;
    std::error_code failed;
    for (fs::directory_iterator it{folder, failed}, end; !failed && it != end; it.increment(failed)) {
        const std::string name = it->path().filename().string();
        if (it->path().extension() == ".dxrec") found[name.substr(0, name.find('.'))].insert(it->path());
    }
    return found;
}

/// The name of a recording begins with the second in which its run began.
std::string second_of(Timestamp started) {
    std::string name;
    for (const char letter : to_rfc3339(started).substr(0, 19))
        if (letter != '-' && letter != ':') name += letter;
    return name + "Z-";
}

struct Proven {
    std::uint64_t blocks = 0;
    std::uint64_t records = 0;
    std::uint64_t not_recorded = 0;  ///< Blocks that a run saw last before it broke off.
};

Result<RecordedFeed> open_recording(const Recordings& recordings, const RunSummary& run) {
    for (const auto& [name, files] : recordings) {
        if (!name.starts_with(second_of(run.started_at))) continue;
        ReplayOptions options;
        options.files.assign(files.begin(), files.end());
        auto feed = RecordedFeed::open(options);
        if (!feed || feed->head().started_at == run.started_at) return feed;
    }
    return Error{ErrorCode::kNotFound, "it was not recorded, or its recording is gone"};
}

Result<Proven> prove(RecordedFeed feed, const RunSummary& run, const ReplayObserver& observer) {
    if (const auto verifiable = feed.check_verifiable(); !verifiable) return verifiable.error();
    auto engine = recorded_engine(feed.head());
    if (!engine) return engine.error();
    const auto done = replay(feed, *engine, true, observer);
    if (!done) return done.error();
    const auto differs = [](const std::string& how) { return Error{ErrorCode::kMalformed, how}; };
    if (done->difference) return differs("the replay differs: " + *done->difference);
    if (done->end_verified && run.digest && engine->digest() != *run.digest)
        return differs(fmt::format("the journal's digest is {}, the recording's {}", to_string(*run.digest),
                                   to_string(engine->digest())));
    if (run.digest && !done->end_verified) return differs("the recording does not hold the run's end");
    if (!done->last) return differs("the recording holds no block");
    const BlockNumber last = run.last_block.value_or(0);
    return Proven{done->feed.blocks_seen, done->records_verified, last - std::min(last, done->last->number())};
}

}  // namespace

DigestProof prove_digests(const fs::path& folder, const std::vector<RunSummary>& runs,
                          const std::function<void(const std::string&)>& progress) {
    const Recordings recordings = recordings_in(folder);
    Proven sum;
    std::size_t proven = 0;
    for (const RunSummary& run : runs) {
        if (run.blocks == 0) continue;
        ReplayObserver observer;
        observer.on_progress = [&](const MarketSnapshot& block) {
            progress(
                fmt::format("replaying run {}: block {} of {}", run.id, block.number(), run.last_block.value_or(0)));
        };
        auto feed = open_recording(recordings, run);
        auto done = feed ? prove(*std::move(feed), run, observer) : Result<Proven>{feed.error()};
        if (!done) return {false, fmt::format("run {}: {} ({})", run.id, done.error().detail, folder.string())};
        sum.blocks += done->blocks;
        sum.records += done->records;
        if (run.ended != "running") sum.not_recorded += done->not_recorded;
        ++proven;
    }
    if (proven == 0) return {false, "no run saw a block"};
    std::string note = fmt::format("{} blocks with {} decisions and outcomes of {} run{} come out the same", sum.blocks,
                                   sum.records, proven, proven == 1 ? "" : "s");
    if (sum.not_recorded > 0)
        note += fmt::format("; {} blocks before a crash were not recorded any more", sum.not_recorded);
    return {true, std::move(note)};
}

}  // namespace dexarb
