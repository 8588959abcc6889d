#include "dexarb/app/recorded_feed.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "dexarb/config/documents.hpp"
#include "dexarb/market/market_replica.hpp"

namespace dexarb {
namespace {

/// A block that was not replaced within so many is taken to stand.
constexpr std::size_t kStands = 64;

const SnapshotPtr* snapshot_of(const RecordedItem& item) {
    return std::get_if<SnapshotPtr>(&item.item);
}

bool same_configuration(const RecordingHead& a, const RecordingHead& b) {
    return market_document(*a.market) == market_document(*b.market) &&
           strategies_document(a.strategies, *a.market) == strategies_document(b.strategies, *b.market);
}

}  // namespace

Result<RecordedFeed> RecordedFeed::open(const ReplayOptions& options) {
    RecordedFeed feed{options};
    if (const auto opened = feed.open_files(); !opened) return opened.error();
    if (const auto ordered = feed.check_order(); !ordered) return ordered.error();
    feed.started_ = !feed.head().checkpoint.empty() && !options.from;  // earlier blocks may be undone first
    return feed;
}

Result<void> RecordedFeed::open_files() {
    for (const auto& path : options_.files) {
        auto reader = RecordingReader::open(path.string());
        if (!reader) return reader.error();
        auto head = read_recording_head(reader->head(), path.string());
        if (!head) return head.error();
        heads_.push_back(std::move(*head));
        reader->set_market(heads_.front().market);
        readers_.push_back(std::move(*reader));
    }
    if (options_.from && !readers_.empty())
        for (RecordingReader& reader : readers_)
            if (const auto found = reader.seek(*options_.from); !found) return found.error();
    return {};
}

Result<void> RecordedFeed::check_order() const {
    for (std::size_t i = 1; i < heads_.size(); ++i) {
        const std::string& file = readers_[i].path();
        if (heads_[i].started_at < heads_[i - 1].started_at || heads_[i].run != heads_[0].run ||
            heads_[i].part != heads_[i - 1].part + 1)
            return Error{ErrorCode::kInvalidInput,
                         fmt::format("{}: is part {} of run {} and cannot follow part {} of run {}: give all files of "
                                     "one run in order",
                                     file, heads_[i].part, heads_[i].run, heads_[i - 1].part, heads_[i - 1].run)};
        if (!same_configuration(heads_[i], heads_[0]))
            return Error{ErrorCode::kInvalidInput, file +
                                                       ": has another market or other configurations than the "
                                                       "file before it"};
    }
    return {};
}

Result<void> RecordedFeed::check_verifiable() const {
    const auto refused = [](const std::string& why) { return Error{ErrorCode::kInvalidInput, "--verify: " + why}; };
    if (!head().is_live) return refused(readers_[0].path() + ": holds no live run, there is nothing to compare with");
    if (head().part != 1)
        return refused(
            fmt::format("{}: is part {} of its run; begin with part 1, for decisions follow from all that "
                        "went before",
                        readers_[0].path(), head().part));
    if (options_.from) return refused("--from leaves out what later decisions follow from");
    if (options_.arrival != ReplayOptions::Arrival::kRecorded || options_.latency)
        return refused("other arrivals or latencies than the live run's give other decisions");
    return {};
}

Result<std::optional<RecordedItem>> RecordedFeed::next() {
    return options_.arrival == ReplayOptions::Arrival::kModelled ? next_canonical() : next_in_range();
}

Result<std::optional<RecordedItem>> RecordedFeed::next_in_files() {
    while (present_ < readers_.size()) {
        auto item = readers_[present_].next();
        if (!item) return item.error();
        if (*item) return item;
        close_file();
        ++present_;
    }
    return std::optional<RecordedItem>{};
}

void RecordedFeed::close_file() {
    const RecordingReader& reader = readers_[present_];
    const bool is_last = present_ + 1 == readers_.size();
    if (const auto& torn = reader.torn())
        notices_.push_back(fmt::format("{}: {} bytes from offset {} on are torn and left out ({})", reader.path(),
                                       torn->bytes, torn->offset, torn->reason));
    if (!reader.end()) {
        notices_.push_back(reader.path() + ": has no end: its run was killed, or still goes on");
        return;
    }
    if (reader.end()->reason == RecordingEnd::Reason::kIncomplete)
        notices_.push_back(fmt::format("{}: incomplete from block {}: the disk took no more", reader.path(),
                                       reader.end()->incomplete_from));
    if (is_last && reader.end()->reason == RecordingEnd::Reason::kContinued)
        notices_.push_back(reader.path() + ": the run goes on in the file of the next day");
    if (is_last && reader.end()->reason == RecordingEnd::Reason::kHandedOver)
        notices_.push_back(reader.path() +
                           ": the run goes on in another recording, with configurations that were reloaded, paused, "
                           "resumed or reset");
    if (is_last) end_ = reader.end();
}

Result<std::optional<RecordedItem>> RecordedFeed::next_in_range() {
    while (!ended_) {
        auto item = next_in_files();
        if (!item || !*item) return item;
        const SnapshotPtr* snapshot = snapshot_of(**item);
        if (snapshot != nullptr && options_.to && (*snapshot)->number() > *options_.to) break;
        if (started_) return item;
        if (snapshot == nullptr || (options_.from && (*snapshot)->number() < *options_.from)) continue;
        started_ = true;
        if (options_.from && !(*snapshot)->after_gap) {
            auto first = std::make_shared<MarketSnapshot>(**snapshot);
            first->after_gap = true;  // to the engine it is the first after a start
            (*item)->item = SnapshotPtr{std::move(first)};
        }
        return item;
    }
    ended_ = true;
    return std::optional<RecordedItem>{};
}

Result<std::optional<RecordedItem>> RecordedFeed::next_canonical() {
    while (ahead_.size() <= kStands) {
        auto item = next_in_range();
        if (!item) return item;
        if (!*item) break;
        const SnapshotPtr* snapshot = snapshot_of(**item);
        const BlockNumber fork = snapshot == nullptr ? std::get<Undone>((*item)->item).fork : (*snapshot)->number() - 1;
        while (!ahead_.empty() && (*snapshot_of(ahead_.back()))->number() > fork)
            ahead_.pop_back();
        if (snapshot != nullptr) ahead_.push_back(**std::move(item));
    }
    if (ahead_.empty()) return std::optional<RecordedItem>{};
    RecordedItem first = std::move(ahead_.front());
    ahead_.pop_front();
    first.item = with_modelled_arrival(**snapshot_of(first));
    return std::optional<RecordedItem>{std::move(first)};
}

SnapshotPtr RecordedFeed::with_modelled_arrival(const MarketSnapshot& snapshot) {
    auto modelled = std::make_shared<MarketSnapshot>(snapshot);
    const Timestamp seen = Timestamp{snapshot.header.timestamp} + head().strategies.simulation.modelled_arrival;
    last_arrival_ = std::max(seen, last_arrival_ + std::chrono::milliseconds{1});
    modelled->arrival = last_arrival_;
    modelled->late = false;
    return modelled;
}

double RecordedFeed::progress() const {
    std::uint64_t done = 0;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
        done += i < present_ ? readers_[i].size() : i == present_ ? readers_[i].position() : 0;
        all += readers_[i].size();
    }
    return all == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(all);
}

}  // namespace dexarb
