#include "dexarb/journal/recorder.hpp"

#include <mutex>
#include <utility>
#include <vector>

#include "dexarb/async/worker.hpp"

namespace dexarb {
namespace {

using Clock = std::chrono::steady_clock;

std::string file_of(const RecorderOptions& options, UtcDay day) {
    const std::string date = to_rfc3339(Timestamp{day}).substr(0, 10);
    return (options.folder / (options.run + "." + date + ".dxrec")).string();
}

/// What is done on the worker's thread.
class DiskSide {
  public:
    DiskSide(RecorderOptions options, RecordingWriter writer, EventLogNames names)
        : options_{std::move(options)}, names_{names}, writer_{std::move(writer)}, day_{options_.first_day} {
        publish();
    }

    void add(const FeedItem& item, std::span<const EngineRecord> records, const Hash& digest) {
        if (const auto* snapshot = std::get_if<SnapshotPtr>(&item))
            if (utc_day((*snapshot)->arrival) > day_) turn_to(utc_day((*snapshot)->arrival));
        if (!writer_) return;
        if (!writer_->has_uncut()) uncut_since_ = Clock::now();
        note(writer_->add({item, evidence_of(records, digest)}));
        cut_if_due();
        publish();
    }

    void cut_if_due() {
        if (!writer_ || !writer_->has_uncut() || Clock::now() - uncut_since_ < options_.longest_uncut) return;
        note(writer_->cut());
        publish();
    }

    void end(const RecordingEnd& end) {
        if (writer_) note(writer_->end(end));
        publish();
    }

    DecisionEvidence evidence_of(std::span<const EngineRecord> records, const Hash& digest) const {
        DecisionEvidence evidence{digest, {}};
        for (const EngineRecord& record : records)
            evidence.records.push_back(record_mark(names_, record));
        return evidence;
    }

    RecorderStatus status() const {
        const std::lock_guard lock{mutex_};
        return status_;
    }

  private:
    /// The file of another day; where it cannot be made, the present one goes on.
    void turn_to(UtcDay day) {
        auto next = RecordingWriter::create(file_of(options_, day), options_.head(part_ + 1), options_.writer);
        day_ = day;
        if (!next) return note(next.error());
        note(writer_->end({.reason = RecordingEnd::Reason::kContinued, .incomplete_from = 0, .evidence = {}}));
        blocks_before_ += writer_->blocks();
        bytes_before_ += writer_->size();
        writer_.emplace(std::move(*next));
        ++part_;
    }

    void note(const Result<void>& done) {
        trouble_ = done ? std::string{} : done.error().detail;
        if (writer_->is_lost() && !incomplete_from_) incomplete_from_ = writer_->newest() + 1;
    }

    void publish() {
        const std::lock_guard lock{mutex_};
        status_.file = writer_->path();
        status_.blocks = blocks_before_ + writer_->blocks();
        status_.bytes = bytes_before_ + writer_->size();
        status_.incomplete_from = incomplete_from_;
        status_.trouble = trouble_;
    }

    RecorderOptions options_;
    EventLogNames names_;
    std::optional<RecordingWriter> writer_;
    UtcDay day_;
    unsigned part_ = 1;
    std::uint64_t blocks_before_ = 0;
    std::uint64_t bytes_before_ = 0;
    std::optional<BlockNumber> incomplete_from_;
    std::string trouble_;
    Clock::time_point uncut_since_;
    mutable std::mutex mutex_;
    RecorderStatus status_;  ///< What the other thread sees.
};

class WorkerRecorder : public Recorder {
  public:
    WorkerRecorder(RecorderOptions options, RecordingWriter writer, EventLogNames names)
        : pause_{options.longest_uncut},
          queue_{options.queue},
          disk_{std::move(options), std::move(writer), names},
          worker_{{.capacity = queue_, .idle_after = pause_, .on_idle = [this] { disk_.cut_if_due(); }}} {}

    void record(const FeedItem& item, EngineRecords records, const Hash& digest) override {
        if (overrun_at_) return;
        const bool taken =
            worker_.try_post([this, item, records = std::move(records), digest] { disk_.add(item, *records, digest); });
        if (taken) return;
        const auto* snapshot = std::get_if<SnapshotPtr>(&item);
        overrun_at_ = snapshot == nullptr ? std::get<Undone>(item).fork + 1 : (*snapshot)->number();
    }

    void finish(std::span<const EngineRecord> records, const Hash& digest) override {
        end(RecordingEnd::Reason::kEnded, {}, records, digest);
    }

    void leave(const Handover& handover, std::span<const EngineRecord> records, const Hash& digest) override {
        end(RecordingEnd::Reason::kHandedOver, handover, records, digest);
    }

    RecorderStatus status() const override {
        RecorderStatus status = disk_.status();
        if (!overrun_at_ || status.incomplete_from) return status;
        status.incomplete_from = overrun_at_;
        status.trouble = "the disk was too slow for the queue of " + std::to_string(queue_) + " items";
        return status;
    }

  private:
    void end(RecordingEnd::Reason reason, const Handover& handover, std::span<const EngineRecord> records,
             const Hash& digest) {
        worker_.close();
        RecordingEnd end{reason, 0, disk_.evidence_of(records, digest), handover};
        const auto incomplete_from = status().incomplete_from;
        if (incomplete_from) {
            end.reason = RecordingEnd::Reason::kIncomplete;
            end.incomplete_from = *incomplete_from;
        }
        disk_.end(end);
    }

    std::chrono::milliseconds pause_;
    std::size_t queue_;
    DiskSide disk_;
    Worker worker_;
    std::optional<BlockNumber> overrun_at_;
};

}  // namespace

Result<std::unique_ptr<Recorder>> Recorder::start(RecorderOptions options, EventLogNames names) {
    auto writer = RecordingWriter::create(file_of(options, options.first_day), options.head(1), options.writer);
    if (!writer) return writer.error();
    return std::unique_ptr<Recorder>{std::make_unique<WorkerRecorder>(std::move(options), std::move(*writer), names)};
}

}  // namespace dexarb
