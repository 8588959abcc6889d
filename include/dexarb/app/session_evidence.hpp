#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "dexarb/async/worker.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/metrics/evidence.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// What the trades of a session support. It is weighed on a thread of its own, on copies, so that no decision waits for
/// it; the functions are called from the thread that decides.
class SessionEvidence {
  public:
    using Clock = std::chrono::steady_clock;
    using Weigh = std::function<Evidence(std::span<const TradeSamples>, const ResamplingOptions&)>;

    /// How long the thread rests between two.
    static constexpr std::chrono::seconds kRest{15};
    /// How long the last report waits.
    static constexpr std::chrono::seconds kPatience{1};

    /// `engine` outlives it.
    SessionEvidence(const Engine& engine, std::uint64_t seed, Weigh weigh = &dexarb::weigh);
    /// Gives up what is being weighed.
    ~SessionEvidence();
    SessionEvidence(const SessionEvidence&) = delete;
    SessionEvidence& operator=(const SessionEvidence&) = delete;

    /// The engine has other configurations now: what was weighed is nobody's.
    void begin_anew(std::uint64_t seed);

    /// What one step of the engine brought: trades that come and go make what was weighed old.
    void on_records(std::span<const EngineRecord> records);

    /// A block was decided on: takes over what is ready and, where trades came or went and the thread has rested, has
    /// them weighed.
    void on_block(BlockNumber block, Clock::time_point now = Clock::now());

    /// The newest that is ready.
    [[nodiscard]] const WeighedEvidence& newest() const { return newest_; }

    /// At the end of the run: has all trades weighed and waits so long for it. Where that is not enough, the newest
    /// gets a note.
    void finish(std::chrono::milliseconds patience = kPatience);

  private:
    void begin();
    void give_up();
    [[nodiscard]] bool take_over(std::chrono::milliseconds patience);

    const Engine& engine_;
    std::uint64_t seed_;
    Weigh weigh_;
    WeighedEvidence newest_;
    BlockNumber block_ = 0;          ///< The newest decided on.
    bool has_news_ = true;           ///< Since what is being weighed was copied; books may have been taken over.
    BlockNumber weighed_block_ = 0;  ///< Of what is being weighed.
    std::optional<std::future<Evidence>> weighing_;
    std::stop_source stop_;
    std::optional<Clock::time_point> rests_until_;
    Worker worker_;
};

/// The samples of all configurations, in order, as of now.
[[nodiscard]] std::vector<TradeSamples> samples_of(const Engine& engine);

}  // namespace dexarb
