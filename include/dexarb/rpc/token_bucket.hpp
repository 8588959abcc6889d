#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace dexarb {

/// Tokens that come back one second after they were taken: within no second are more taken than `per_second`. Pure:
/// times come from the caller.
///
/// A bucket that refills steadily would let a full one and its refill go within one second, which providers count.
class TokenBucket {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// Nothing for a bucket that never runs dry.
    explicit TokenBucket(std::optional<std::uint64_t> per_second) : per_second_{per_second} {}

    /// The first time from `now` on at which `tokens` may be taken, behind all that were taken before. More than there
    /// are in all may be taken once the bucket is full.
    [[nodiscard]] Time earliest(std::uint64_t tokens, Time now) const;
    /// Takes them at `at`, not before an `earliest` for as many; later calls may not go back.
    void take(std::uint64_t tokens, Time at);

  private:
    struct Taken {
        Time at;
        std::uint64_t tokens = 0;
    };

    std::optional<std::uint64_t> per_second_;
    std::deque<Taken> taken_;  ///< Within the last second, oldest first.
};

}  // namespace dexarb
