#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dexarb/app/recording_head.hpp"
#include "dexarb/app/state_directory.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/journal/recorder.hpp"
#include "dexarb/market/feed_item.hpp"

namespace dexarb {

/// The recording of a session: hands over every step, and tells the log when the disk fails and when it is well again.
class SessionRecorder {
  public:
    /// Makes the recording's first file in the folder `recordings` of the state directory. The head's `run` is chosen
    /// here, another one after each of `reloads`. Every error is kIo. `engine` outlives it.
    [[nodiscard]] static Result<SessionRecorder> begin(const StateOptions& state, const Engine& engine,
                                                       RecordingHead head, unsigned reloads);

    /// One step of the engine; null at the end of the run, which waits for the disk.
    void on_step(const FeedItem* item);
    /// The engine made `handover`; the chain is followed on in another recording. Waits for the disk.
    void leave(const Handover& handover);

    /// What is wrong with the recording, in words for the report.
    [[nodiscard]] std::vector<std::string> alarms() const;
    /// Where it is being written.
    [[nodiscard]] std::string file() const { return recorder_->status().file; }

  private:
    SessionRecorder(std::unique_ptr<Recorder> recorder, const Engine& engine)
        : recorder_{std::move(recorder)}, engine_{&engine} {}
    void tell_changes();

    std::unique_ptr<Recorder> recorder_;
    const Engine* engine_;
    std::vector<std::string> told_;
};

}  // namespace dexarb
