#include "dexarb/app/past_recording.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/journal/recording_writer.hpp"

namespace dexarb {
namespace {

std::vector<std::optional<PoolState>> states_of(std::vector<PoolReading>& readings) {
    std::vector<std::optional<PoolState>> states(readings.size());
    for (PoolReading& reading : readings)
        states[position(reading.pool)] = std::move(reading.state);
    return states;
}

std::vector<UncertainPool> uncertain_pools(const PastMarket& market, const FetchedPast& past) {
    std::vector<UncertainPool> uncertain;
    for (std::size_t i = 0; i < market.pasts.size(); ++i) {
        const auto& pool = market.pasts[i];
        if (pool && pool->certain_from <= past.history.from()) continue;
        UncertainPool entry;
        entry.pool = PoolIndex(i);
        if (pool) entry.certain_from = pool->certain_from;
        const auto reading = std::ranges::find(past.readings, entry.pool, &PoolReading::pool);
        const bool is_said = reading != past.readings.end() && !reading->detail.empty();
        entry.why = is_said ? reading->detail : market.obstacles[i];
        uncertain.push_back(std::move(entry));
    }
    return uncertain;
}

/// Writes what the walk comes by; arrivals as `replay --arrival modelled` has them.
Result<void> write_blocks(RecordingWriter& writer, const RecordingHead& head, const History& history,
                          std::vector<std::optional<PoolPast>> pasts, PastRecording& made) {
    const auto headers = history.headers();
    if (!headers) return headers.error();
    HistoryWalk walk{head.market, history.events(), std::move(pasts)};
    Timestamp arrival{};
    for (const PastHeader& block : *headers) {
        arrival = std::max(Timestamp{block.header.timestamp} + *head.modelled_arrival,
                           arrival + std::chrono::milliseconds{1});
        auto snapshot = walk.next(block.header, arrival);
        if (!snapshot) return std::move(snapshot).error();
        RecordedItem item;
        item.item = *std::move(snapshot);
        item.is_modelled = block.is_modelled;
        if (auto added = writer.add(item); !added) return added;
        ++made.blocks;
        made.modelled += block.is_modelled ? 1U : 0U;
    }
    return writer.end({});
}

}  // namespace

Result<PastRecording> write_past_recording(const std::filesystem::path& file, const RecordingHead& head,
                                           FetchedPast past) {
    PastRecording made;
    made.events = past.history.events().size();
    PastMarket market = wind_back(past.history, past.head, states_of(past.readings));
    made.uncertain = uncertain_pools(market, past);
    made.complete_from = past.history.from();
    for (const UncertainPool& pool : made.uncertain)
        made.complete_from = std::max(made.complete_from, pool.certain_from.value_or(0));
    const std::filesystem::path unfinished = file.string() + ".new";
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
    auto writer = RecordingWriter::create(unfinished.string(), recording_head_text(head));
    if (!writer) return std::move(writer).error();
    auto written = write_blocks(*writer, head, past.history, std::move(market.pasts), made);
    if (!written) {
        std::filesystem::remove(unfinished, ignored);
        return std::move(written).error();
    }
    made.bytes = writer->size();
    std::error_code failed;
    std::filesystem::rename(unfinished, file, failed);
    if (failed) return Error{ErrorCode::kIo, file.string() + ": cannot be made: " + failed.message()};
    return made;
}

}  // namespace dexarb
