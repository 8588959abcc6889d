#include "dexarb/journal/run_journal.hpp"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "dexarb/async/worker.hpp"
#include "dexarb/journal/run_list.hpp"

#include "journal/run_writer.hpp"
#include "journal/second_engine.hpp"
#include "journal/step_writer.hpp"

namespace dexarb {
namespace {

using Clock = std::chrono::steady_clock;

/// What a report weighs in the backlog: its histograms and twelve books, roughly.
constexpr std::size_t kReportBytes = 16U << 10U;

/// A step on its way to the disk; what it becomes is made once, however often writing it fails.
struct WaitingStep {
    EngineStep step;
    BlockNumber block = 0;  ///< The first that is lost if it cannot be written.
    std::optional<JournalStep> plain;
};

}  // namespace

struct RunJournal::State {
    /// Writes something, on the worker's thread.
    using Write = std::function<Result<void>()>;

    State(JournalLock held, Database opened, JournalOptions given)
        : lock{std::move(held)}, database{std::move(opened)}, options{given} {}

    void post(std::optional<BlockNumber> block, std::size_t weight, Write write);
    void post_last(Write write);
    void persist_block(std::optional<BlockNumber> block, const Write& write);
    [[nodiscard]] bool persist(const Write& write);
    [[nodiscard]] bool wait_to_try_again(std::chrono::milliseconds pause);
    void note(const Result<void>& written);
    void mark_incomplete_from(BlockNumber block);
    [[nodiscard]] Result<void> write_incomplete();
    [[nodiscard]] Result<void> write(WaitingStep& waiting);
    [[nodiscard]] std::vector<std::uint8_t> checkpoint_after(const WaitingStep& waiting);
    void close(std::chrono::milliseconds patience);

    JournalLock lock;
    Database database;
    JournalOptions options;
    std::int64_t run = 0;
    std::unique_ptr<StepWriter> writer;
    const RouteBook* routes = nullptr;
    std::optional<SecondEngine> second;  ///< Of the worker.
    bool abandoned = false;  ///< Of the worker: a block was given up, so what follows it cannot be written either.

    mutable std::mutex mutex;
    std::condition_variable ending;
    std::string trouble;
    std::optional<Clock::time_point> deadline;  ///< Set at the end of the run: no further try after it.
    std::optional<BlockNumber> incomplete_from;
    std::string incomplete_why;
    std::optional<BlockNumber> diverged_from;

    BlockNumber newest = 0;  ///< Of the trading thread, as `full`.
    bool full = false;       ///< The backlog took no more: nothing is handed over from there on.
    std::unique_ptr<Worker> worker;
};

/// Hands over one transaction; where the backlog takes no more, the run is incomplete from `block` on. What has no
/// block is left out then.
void RunJournal::State::post(std::optional<BlockNumber> block, std::size_t weight, Write write) {
    if (worker == nullptr || full) return;
    const bool posted =
        worker->try_post([this, block, write = std::move(write)] { persist_block(block, write); }, weight);
    if (posted || !block) return;
    full = true;
    mark_incomplete_from(*block);
    post_last([this] { return write_incomplete(); });
}

/// For what is said of the run itself: it weighs nothing, so that it always fits.
void RunJournal::State::post_last(Write write) {
    const bool posted = worker->try_post([this, write = std::move(write)] { persist_block(std::nullopt, write); }, 0);
    check(posted, "a worker takes what weighs nothing until it is closed");
}

void RunJournal::State::persist_block(std::optional<BlockNumber> block, const Write& write) {
    if (abandoned || persist(write) || !block) return;
    abandoned = true;
    mark_incomplete_from(*block);
}

/// Tries until it is written, or, at the end of the run, until the deadline.
bool RunJournal::State::persist(const Write& write) {
    auto written = write();
    if (!written) written = write();  // What was remembered of names is forgotten now: that may have been all.
    auto pause = options.first_pause;
    note(written);
    while (!written && wait_to_try_again(pause)) {
        pause = std::min(2 * pause, options.longest_pause);
        written = write();
        note(written);
    }
    return written.has_value();
}

bool RunJournal::State::wait_to_try_again(std::chrono::milliseconds pause) {
    std::unique_lock guard{mutex};
    const bool was_ending = deadline.has_value();
    const auto until = Clock::now() + pause;
    ending.wait_until(guard, was_ending ? std::min(*deadline, until) : until,
                      [&] { return deadline.has_value() && !was_ending; });
    return !deadline || Clock::now() < *deadline;
}

void RunJournal::State::note(const Result<void>& written) {
    const std::lock_guard guard{mutex};
    trouble = written ? "" : written.error().detail;
}

void RunJournal::State::mark_incomplete_from(BlockNumber block) {
    const std::lock_guard guard{mutex};
    incomplete_from = std::min(block, incomplete_from.value_or(block));
    if (incomplete_why.empty()) incomplete_why = trouble.empty() ? "the disk is slower than the chain" : trouble;
}

Result<void> RunJournal::State::write_incomplete() {
    std::unique_lock guard{mutex};
    const BlockNumber from = *incomplete_from;
    const std::string why = incomplete_why;
    guard.unlock();
    return mark_incomplete(database, run, from, why);
}

Result<void> RunJournal::State::write(WaitingStep& waiting) {
    if (!waiting.plain) {
        waiting.plain = journal_step(waiting.step, *routes);
        waiting.plain->checkpoint = checkpoint_after(waiting);
    }
    return writer->write(*waiting.plain);
}

std::vector<std::uint8_t> RunJournal::State::checkpoint_after(const WaitingStep& waiting) {
    if (!second) return {};
    auto checkpoint = second->after(waiting.step);
    if (!second->differs()) return checkpoint;
    const std::lock_guard guard{mutex};
    if (!diverged_from) diverged_from = waiting.block;
    return {};
}

/// Writes what waits for as long as `patience` lasts.
void RunJournal::State::close(std::chrono::milliseconds patience) {
    if (worker == nullptr) return;
    {
        const std::lock_guard guard{mutex};
        deadline = Clock::now() + patience;
    }
    ending.notify_all();
    worker->close();
    worker.reset();
    if (abandoned) note(write_incomplete());
}

RunJournal::RunJournal(std::unique_ptr<State> state) : state_{std::move(state)} {}
RunJournal::RunJournal(RunJournal&&) noexcept = default;
RunJournal& RunJournal::operator=(RunJournal&&) noexcept = default;

RunJournal::~RunJournal() {
    if (state_ != nullptr) state_->close(std::chrono::milliseconds::zero());
}

Result<RunJournal> RunJournal::open(const std::filesystem::path& state_folder, JournalOptions options) {
    if (const auto made = make_journal_folder(state_folder); !made) return made.error();
    auto lock = JournalLock::take(state_folder);
    if (!lock) return lock.error();
    auto database = open_journal(state_folder);
    if (!database) return database.error();
    if (const auto marked = mark_crashed_runs(*database); !marked) return marked.error();
    return RunJournal{std::make_unique<State>(std::move(*lock), std::move(*database), options)};
}

const Database& RunJournal::database() const {
    return state_->database;
}

Result<void> RunJournal::begin(const RunManifest& manifest, const RouteBook& routes, std::optional<Engine> second) {
    State& state = *state_;
    auto transaction = Transaction::begin(state.database);
    if (!transaction) return transaction.error();
    auto ids = add_run(state.database, manifest);
    if (!ids) return ids.error();
    state.run = ids->run;
    auto names = NameBook::make(state.database, manifest.market, routes);
    if (!names) return names.error();
    auto writer = StepWriter::make(state.database, std::move(*names), std::move(*ids));
    if (!writer) return writer.error();
    if (const auto written = transaction->commit(); !written) return written;
    state.routes = &routes;
    if (second) state.second.emplace(std::move(*second));
    state.writer = std::make_unique<StepWriter>(std::move(*writer));
    WorkerOptions options;
    options.capacity = state.options.backlog_bytes;
    state.worker = std::make_unique<Worker>(std::move(options));
    return {};
}

std::int64_t RunJournal::run() const {
    return state_->run;
}

void RunJournal::write(EngineStep step) {
    BlockNumber first_lost = state_->newest;
    if (const auto* block = std::get_if<SnapshotPtr>(&step.what)) first_lost = state_->newest = (*block)->number();
    if (const auto* undone = std::get_if<Undone>(&step.what)) first_lost = undone->fork + 1;
    const std::size_t weight = weight_of(step);
    auto kept = std::make_shared<WaitingStep>(WaitingStep{std::move(step), first_lost, std::nullopt});
    state_->post(first_lost, weight, [state = state_.get(), kept] { return state->write(*kept); });
}

void RunJournal::resume(SnapshotPtr snapshot) {
    state_->newest = snapshot->number();
    state_->post_last([state = state_.get(), kept = std::move(snapshot)]() -> Result<void> {
        if (state->second) state->second->resume(kept);
        return {};
    });
}

void RunJournal::write(JournalReport report) {
    auto kept = std::make_shared<const JournalReport>(std::move(report));
    state_->post(std::nullopt, kReportBytes, [state = state_.get(), kept] { return state->writer->write(*kept); });
}

void RunJournal::end(const RunEnd& end) {
    if (state_->worker == nullptr) return;
    state_->post_last([state = state_.get(), end] { return end_run(state->database, state->run, end); });
    state_->close(state_->options.patience_at_end);
}

JournalStatus RunJournal::status() const {
    const State& state = *state_;
    const std::size_t waiting = state.worker == nullptr ? 0 : state.worker->load();
    const std::lock_guard guard{state.mutex};
    return {waiting, state.incomplete_from ? state.incomplete_why : state.trouble, state.incomplete_from,
            state.diverged_from};
}

std::vector<std::string> journal_alarms(const JournalStatus& status) {
    if (status.incomplete_from)
        return {
            fmt::format("the journal is incomplete from block {} on: {}; trading goes on unrecorded, a restart "
                        "goes on from the block before",
                        *status.incomplete_from, status.trouble.empty() ? "the backlog was full" : status.trouble)};
    std::vector<std::string> alarms;
    if (status.diverged_from)
        alarms.push_back(fmt::format(
            "the steps from block {} on, taken again, led elsewhere: a fault of this program, please report "
            "it with the journal; trading goes on, a restart begins new books",
            *status.diverged_from));
    if (!status.trouble.empty())
        alarms.push_back(fmt::format("the journal cannot be written: {}; trading goes on, {:.1f} MiB wait in memory",
                                     status.trouble, static_cast<double>(status.waiting_bytes) / (1U << 20U)));
    return alarms;
}

}  // namespace dexarb
