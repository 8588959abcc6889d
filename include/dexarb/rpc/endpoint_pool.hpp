#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/rpc/rpc_error.hpp"

namespace dexarb {

/// When an endpoint is left, looked at and taken back.
struct EndpointPoolOptions {
    std::uint64_t lag_to_leave = 2;   ///< More blocks than this behind the best head known.
    std::uint64_t lag_to_return = 1;  ///< At most so many behind at each look before it is taken back.
    double error_rate_to_leave = 0.5;
    double smoothing = 0.2;                             ///< Weight of the newest outcome in latency and error rate.
    std::chrono::milliseconds first_rest{2'000};        ///< After a failure; doubles while they go on.
    std::chrono::milliseconds longest_rest{60'000};     ///< A node's hint may be longer and is kept to.
    std::chrono::milliseconds stop{3'600'000};          ///< After a refused key or a spent quota that names no end.
    std::chrono::milliseconds stop_of_all{60'000};      ///< The same where no endpoint is left.
    std::chrono::milliseconds look_every{30'000};       ///< At an endpoint that stands by.
    std::chrono::milliseconds close_look_every{5'000};  ///< At one that is to be taken back.
    std::chrono::milliseconds stale_look_every{2'000};  ///< At one that stands by while no block comes.
    std::chrono::milliseconds head_tells_for{5'000};    ///< So long a head shown says where its endpoint stands.
    std::chrono::milliseconds stale_after{6'000};       ///< Without a new head.
    unsigned looks_to_return = 3;                       ///< Good ones in a row.
    std::chrono::milliseconds least_stay{30'000};       ///< Between a change and a return to a preferred one.
    std::chrono::milliseconds forgive_after{600'000};   ///< Without a failure rests begin short again.
};

enum class EndpointState : std::uint8_t {
    kServing,
    kStandby,
    kResting,  ///< Left alone after a failure or for its lag.
    kStopped,  ///< Refused the key, or the quota is spent.
};
/// "serving", for reports.
[[nodiscard]] std::string_view to_string(EndpointState state);

struct EndpointHealth {
    EndpointState state = EndpointState::kStandby;
    std::chrono::milliseconds latency{0};  ///< Smoothed, of answers.
    double error_rate = 0.0;               ///< Smoothed, from 0 to 1.
    std::uint64_t answers = 0;
    std::uint64_t failures = 0;
    std::optional<BlockNumber> head;  ///< The newest it showed.
    /// Blocks behind the best head known; of one that stands by, when it was last looked at.
    std::uint64_t behind = 0;
    std::string reason;  ///< Why it rests or is stopped.
};

/// Which of several endpoints, in order of preference, is asked next. Pure: told outcomes and times, it neither asks
/// nor waits.
///
/// One endpoint serves until it fails or lags; the first usable one follows at once. A preferred one is taken back only
/// after several good looks in a row and a least stay, so a flapping endpoint does not make the choice flap.
class EndpointPool {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// `count` is positive.
    explicit EndpointPool(std::size_t count, EndpointPoolOptions options = {});

    /// Whom to ask now; where all rest, the one whose rest ends first. Nothing if all are stopped.
    [[nodiscard]] std::optional<std::size_t> choose(Time now);
    /// Whom to ask instead, for one request that those in `tried` could not answer; nothing if nobody is left.
    [[nodiscard]] std::optional<std::size_t> choose_other(const std::vector<std::size_t>& tried, Time now) const;
    /// An endpoint that does not serve and whose head should be read now, to know its health; each is named once per
    /// interval.
    [[nodiscard]] std::optional<std::size_t> due_look(Time now);

    void on_answer(std::size_t endpoint, std::chrono::milliseconds latency, Time now);
    /// Revert, split and invalid request are answers in this respect.
    void on_failure(std::size_t endpoint, const RpcError& error, Time now);
    /// The newest block that `endpoint` showed.
    void on_head(std::size_t endpoint, const BlockId& head, Time now);

    /// Whether the newest head may be followed. Not if another endpoint's block of the same height was followed before:
    /// then the branch that grows a further block decides.
    [[nodiscard]] bool follow(std::size_t endpoint, const BlockId& head);

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] std::size_t serving() const { return serving_; }
    [[nodiscard]] EndpointHealth health(std::size_t endpoint, Time now) const;
    /// Changes of the serving endpoint.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }
    /// Heights at which two endpoints showed different blocks.
    [[nodiscard]] std::uint64_t disagreements() const { return disagreements_; }

  private:
    struct Entry {
        EndpointHealth health;
        Time usable_from{};
        Time failed_at{};
        std::optional<Time> looked_at;
        std::optional<Time> head_at;  // When it last showed a head.
        std::chrono::milliseconds rest{0};
        unsigned good_looks = 0;
        bool stopped = false;
        bool lags = false;   // Rests for its lag, which an answer does not cure.
        bool proven = true;  // Until it fails; then again after enough good looks.
    };
    struct Height {
        std::vector<std::optional<Hash>> shown;
        bool disputed = false;
    };

    [[nodiscard]] bool is_usable(const Entry& entry, Time now) const { return entry.usable_from <= now; }
    [[nodiscard]] std::uint64_t behind(const Entry& entry, Time now) const;
    /// Whoever is asked for the head once in many blocks does not lag in between.
    [[nodiscard]] bool shows_its_head(const Entry& entry, Time now) const {
        return entry.head_at && now - *entry.head_at <= options_.head_tells_for;
    }
    [[nodiscard]] std::optional<std::size_t> first_usable(Time now) const;
    [[nodiscard]] std::chrono::milliseconds look_interval(const Entry& entry, Time now) const;
    void take_back(Time now);
    void rest(Entry& entry, std::chrono::milliseconds least, std::string reason, Time now);
    void rest_for_lag(Entry& entry, Time now);
    void stop(Entry& entry, const RpcError& error, Time now);
    void note_good_look(Entry& entry, Time now);
    void serve(std::size_t endpoint, Time now);
    void compare(std::size_t endpoint, const BlockId& head);

    EndpointPoolOptions options_;
    std::vector<Entry> entries_;
    std::map<BlockNumber, Height> heights_;
    std::optional<Time> news_at_;  // When the serving endpoint last showed a higher head.
    std::size_t serving_ = 0;
    Time changed_at_{};
    std::uint64_t changes_ = 0;
    std::uint64_t disagreements_ = 0;
    std::optional<std::size_t> followed_;
    BlockId followed_head_;
};

}  // namespace dexarb
