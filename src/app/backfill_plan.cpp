#include "dexarb/app/backfill_plan.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace dexarb {
namespace {

/// Of reading the pools at the head: those of the start, and one more for so many pools.
constexpr std::uint64_t kCallsAtLeast = 10;
constexpr std::uint64_t kPoolsPerCall = 15;

struct Bound {
    double seconds = 0.0;
    std::string words;
};

void raise(Bound& bound, double seconds, std::string words) {
    if (seconds <= bound.seconds) return;
    bound.seconds = seconds;
    bound.words = std::move(words);
}

}  // namespace

BackfillPlan plan_backfill(const BackfillQuestion& question, const MethodUnits& units) {
    std::uint64_t headers = 0;
    std::uint64_t ranges = 0;
    std::uint64_t fees = 0;
    for (const HistoryPiece& piece : question.pieces) {
        if (piece.kind == HistoryPiece::Kind::kFees)
            ++fees;
        else
            ++ranges;
        if (piece.kind == HistoryPiece::Kind::kBlocks) headers += piece.blocks();
    }
    const std::uint64_t calls = kCallsAtLeast + question.pools / kPoolsPerCall;
    BackfillPlan plan;
    plan.requests = headers + ranges + fees + calls;
    plan.units = headers * units.of("eth_getBlockByNumber") + ranges * units.of("eth_getLogs") +
                 fees * units.of("eth_feeHistory") + calls * units.of("eth_call");
    Bound bound;
    raise(bound,
          static_cast<double>(plan.requests) * std::chrono::duration<double>(question.latency).count() /
              static_cast<double>(question.in_flight),
          fmt::format("{} at once, an answer taking {:.0f} ms", question.in_flight,
                      std::chrono::duration<double, std::milli>(question.latency).count()));
    if (const auto rate = question.limits.requests_per_second)
        raise(bound, static_cast<double>(plan.requests) / static_cast<double>(*rate),
              fmt::format("at its limit of {} requests a second", *rate));
    if (const auto rate = question.limits.units_per_second)
        raise(bound, static_cast<double>(plan.units) / static_cast<double>(*rate),
              fmt::format("at its limit of {} units a second", *rate));
    plan.duration = std::chrono::seconds{static_cast<std::int64_t>(std::ceil(bound.seconds))};
    plan.bound = std::move(bound.words);
    return plan;
}

std::string duration_text(std::chrono::seconds duration) {
    const auto seconds = duration.count();
    if (seconds < 60) return fmt::format("{} s", seconds);
    if (seconds < 3600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
    return fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
}

}  // namespace dexarb
