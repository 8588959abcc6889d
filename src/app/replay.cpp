#include "dexarb/app/replay.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/app/replay_verifier.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kBlocksPerProgress = 4096;

/// The feed's state as far as a recording knows it.
class FeedCount {
  public:
    void add(const FeedItem& item, bool is_modelled) {
        status_.blocks_interpolated += is_modelled ? 1U : 0U;
        if (const auto* undone = std::get_if<Undone>(&item)) return undo(undone->fork);
        const MarketSnapshot& block = *std::get<SnapshotPtr>(item);
        if (newest_ && block.number() <= newest_->number()) undo(block.number() - 1);
        if (newest_ && block.after_gap) ++status_.fresh_starts;
        if (newest_ && block.number() > newest_->number() + 1)
            status_.blocks_missed += block.number() - newest_->number() - 1;
        status_.blocks_late += block.late ? 1U : 0U;
        ++status_.blocks_seen;
        newest_ = std::get<SnapshotPtr>(item);
        if (!first_) first_ = newest_;
        height_ = block.number();
    }

    FeedStatus status() const {
        FeedStatus status = status_;
        if (!newest_) return status;
        status.pools_total = newest_->pools->size();
        status.pools_certain = static_cast<std::size_t>(
            std::ranges::count_if(*newest_->pools, [](const auto& pool) { return pool != nullptr; }));
        status.head = newest_->header.id;
        status.head_timestamp = newest_->header.timestamp;
        status.base_fee_wei = newest_->header.base_fee_wei;
        if (const auto& native = newest_->native_price()) status.native_price_usd = native->atto_usd.to_double() / 1e18;
        return status;
    }

    std::uint64_t blocks() const { return status_.blocks_seen; }
    const SnapshotPtr& first() const { return first_; }
    const SnapshotPtr& newest() const { return newest_; }

  private:
    void undo(BlockNumber fork) {
        if (height_ > fork) status_.blocks_undone += height_ - fork;
        height_ = std::min(height_, fork);
    }

    FeedStatus status_;
    SnapshotPtr first_;
    SnapshotPtr newest_;
    BlockNumber height_ = 0;
};

class Replay {
  public:
    Replay(RecordedFeed& feed, Engine& engine, const ReplayObserver& observer)
        : feed_{feed}, engine_{engine}, observer_{observer}, verifier_{engine} {}

    Result<ReplayResult> run(bool verifies) {
        while (!result_.difference) {
            auto item = feed_.next();
            if (!item) return item.error();
            if (!*item) break;
            take(**item, verifies);
        }
        if (const auto finished = finish(verifies); !finished) return finished.error();
        return std::move(result_);
    }

  private:
    void take(const RecordedItem& item, bool verifies) {
        const auto* snapshot = std::get_if<SnapshotPtr>(&item.item);
        const auto records =
            snapshot != nullptr ? engine_.on_snapshot(*snapshot) : engine_.on_undone(std::get<Undone>(item.item).fork);
        count_.add(item.item, item.is_modelled);
        if (verifies) result_.difference = verifier_.compare(&item.item, records, item.evidence);
        if (observer_.on_records) observer_.on_records(records);
        if (observer_.on_progress && snapshot != nullptr && count_.blocks() % kBlocksPerProgress == 0)
            observer_.on_progress(**snapshot);
    }

    /// What the run did at its end; where another went on with its books, what is in flight stays so.
    Result<std::span<const EngineRecord>> last_step(bool verifies) {
        const auto& end = feed_.end();
        if (!verifies || !end || end->reason != RecordingEnd::Reason::kHandedOver) return engine_.finish();
        const Handover& handover = end->handover;
        for (const auto* configs : {&handover.closed, &handover.paused, &handover.resumed})
            for (const ConfigIndex config : *configs)
                if (position(config) >= engine_.configs().size())
                    return Error{ErrorCode::kInvalidInput, "the recording's end names a configuration that it has not"};
        return engine_.hand_over(handover);
    }

    Result<void> finish(bool verifies) {
        const auto done = last_step(verifies);
        if (!done) return done.error();
        const auto records = *done;
        const auto& end = feed_.end();
        const bool knows_end =
            end && (end->reason == RecordingEnd::Reason::kEnded || end->reason == RecordingEnd::Reason::kHandedOver);
        if (verifies && !result_.difference && knows_end) {
            result_.difference = verifier_.compare(nullptr, records, end->evidence);
            result_.end_verified = !result_.difference;
        }
        if (observer_.on_records) observer_.on_records(records);
        result_.records_verified = verifier_.records();
        result_.feed = count_.status();
        if (count_.first()) result_.first = *count_.first();
        if (count_.newest()) result_.last = *count_.newest();
        return {};
    }

    RecordedFeed& feed_;
    Engine& engine_;
    const ReplayObserver& observer_;
    ReplayVerifier verifier_;
    FeedCount count_;
    ReplayResult result_;
};

}  // namespace

EngineOptions recorded_engine_options(const RecordingHead& head, const ResolvedStrategies& strategies) {
    EngineOptions options;
    options.seed = strategies.simulation.seed;
    options.scanner.priority_fee_wei = head.market->priority_fee_wei;
    options.scanner.gas = head.gas;
    return options;
}

Result<void> restore_recorded_books(Engine& engine, const RecordingHead& head) {
    if (head.checkpoint.empty()) return {};
    const auto point = engine.restore(head.checkpoint);
    if (!point) return Error{ErrorCode::kIo, "the recording's checkpoint: " + point.error().detail};
    return {};
}

Result<Engine> recorded_engine(const RecordingHead& head) {
    Engine engine{head.market, head.strategies.configs(), recorded_engine_options(head, head.strategies)};
    if (const auto restored = restore_recorded_books(engine, head); !restored) return restored.error();
    return Result<Engine>{std::move(engine)};
}

Result<ReplayResult> replay(RecordedFeed& feed, Engine& engine, bool verifies, const ReplayObserver& observer) {
    return Replay{feed, engine, observer}.run(verifies);
}

}  // namespace dexarb
