#include "dexarb/app/session_recorder.hpp"

#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace dexarb {
namespace {

/// "20261122T200138Z-4711": when the run began, and its process; "20261122T201500Z-4711r1" after its first reload.
std::string name_of_run(Timestamp started, unsigned reloads) {
    std::string name;
    for (const char letter : to_rfc3339(started).substr(0, 19))
        if (letter != '-' && letter != ':') name += letter;
    return fmt::format("{}Z-{}{}", name, ::getpid(), reloads == 0 ? "" : fmt::format("r{}", reloads));
}

}  // namespace

Result<SessionRecorder> SessionRecorder::begin(const StateOptions& state, const Engine& engine, RecordingHead head,
                                               unsigned reloads) {
    const auto folder = make_state_folder(state, "recordings");
    if (!folder) return Error{folder.error().code, folder.error().detail + ", --no-record does without"};
    RecorderOptions options;
    options.folder = *folder;
    options.run = name_of_run(head.started_at, reloads);
    options.first_day = utc_day(head.started_at);
    head.run = options.run;
    options.head = [head = std::move(head)](unsigned part) mutable {
        head.part = part;
        return recording_head_text(head);
    };
    auto recorder = Recorder::start(std::move(options), {engine.market(), engine.routes(), engine.configs()});
    if (!recorder) return recorder.error();
    return SessionRecorder{*std::move(recorder), engine};
}

void SessionRecorder::on_step(const FeedItem* item) {
    if (item == nullptr)
        recorder_->finish(*engine_->records(), engine_->digest());
    else
        recorder_->record(*item, engine_->records(), engine_->digest());
    tell_changes();
}

void SessionRecorder::leave(const Handover& handover) {
    recorder_->leave(handover, *engine_->records(), engine_->digest());
}

std::vector<std::string> SessionRecorder::alarms() const {
    const RecorderStatus status = recorder_->status();
    if (status.incomplete_from)
        return {fmt::format("recording incomplete from block {}: {}", *status.incomplete_from, status.trouble)};
    if (!status.trouble.empty())
        return {fmt::format("recording behind the run, nothing is lost yet: {}", status.trouble)};
    return {};
}

void SessionRecorder::tell_changes() {
    auto now = alarms();
    if (now == told_) return;
    for (const std::string& alarm : now)
        spdlog::error("{}; trading goes on", alarm);
    if (now.empty()) spdlog::info("{}: written again, nothing is lost", file());
    told_ = std::move(now);
}

}  // namespace dexarb
