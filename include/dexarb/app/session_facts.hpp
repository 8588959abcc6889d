#pragma once

#include <cstdint>
#include <string>

#include "dexarb/app/recording_head.hpp"
#include "dexarb/app/session.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/journal/journal_step.hpp"
#include "dexarb/metrics/feed_status.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// What every report of the session opens with.
[[nodiscard]] Assumptions run_assumptions(const Setup& setup, const SessionOptions& options);

/// The session's manifest for the journal, without its configurations and what it resumes.
[[nodiscard]] RunManifest run_manifest(const Setup& setup, const SessionOptions& options, Timestamp started_at);

/// The head of the session's recording; its `run` and `part` are chosen by who writes it.
[[nodiscard]] RecordingHead recording_head(const Setup& setup, const SessionOptions& options, Timestamp started_at);

/// `status`, as of the newest block, with what was `counted` until now.
[[nodiscard]] FeedStatus with_counters(FeedStatus status, const FeedStatus& counted, Timestamp now);

/// A minute's line of the log.
[[nodiscard]] std::string heartbeat_text(const FeedStatus& status, std::uint64_t actions);

}  // namespace dexarb
