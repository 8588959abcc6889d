#include "dexarb/app/endpoint_judge.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dexarb/app/endpoint_advice.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// Half of the answers slower than this: a block of two seconds is then decided on late.
constexpr milliseconds kSlow = 500ms;
/// HTTP dates are whole seconds, and clocks of machines that keep time differ by less than this.
constexpr milliseconds kClocksDiffer = 5s;
/// `run` leaves an endpoint that is further behind another (EndpointPoolOptions::lag_to_leave).
constexpr BlockNumber kLagToLeave = 2;
/// Audits and a slow start read the state of a block so far below the head.
constexpr std::uint64_t kStatesWanted = 8;

constexpr const char* kSetClock = "Turn on time synchronisation (`timedatectl set-ntp true`, or install chrony)";
constexpr const char* kOtherNode = "Take another endpoint, or put one behind it in RPC_URL, parted by a comma";

/// "1.2 s", "5.0 min", "3.1 h", "82 days".
std::string span_text(milliseconds span) {
    const double seconds = static_cast<double>(span.count()) / 1e3;
    if (seconds < 120) return fmt::format("{:.1f} s", seconds);
    if (seconds < 7'200) return fmt::format("{:.1f} min", seconds / 60);
    if (seconds < 172'800) return fmt::format("{:.1f} h", seconds / 3'600);
    return fmt::format("{:.0f} days", seconds / 86'400);
}

std::string milliseconds_text(std::chrono::microseconds time) {
    const double ms = static_cast<double>(time.count()) / 1e3;
    return ms < 10 ? fmt::format("{:.1f} ms", ms) : fmt::format("{:.0f} ms", ms);
}

class Judge {
  public:
    Judge(const EndpointMeasures& measures, const EndpointStandard& standard)
        : measures_{measures}, standard_{standard} {}

    EndpointVerdict judge() {
        judge_reach();
        judge_chain();
        if (measures_.trouble) problem_of(*measures_.trouble);
        judge_latency();
        judge_head();
        judge_answers();
        judge_depth();
        judge_batches();
        judge_announcing();
        const auto is_problem = [](const Finding& finding) { return finding.level == FindingLevel::kProblem; };
        verdict_.is_usable = std::ranges::none_of(verdict_.findings, is_problem);
        return std::move(verdict_);
    }

  private:
    void judge_reach() {
        if (!measures_.chain_id) return;
        fine(fmt::format("answers, the first time after {} ms; {}", measures_.first_answer.count(),
                         measures_.is_secure ? "TLS: certificate valid and for this host"
                                             : "no TLS, so only for a node on this machine or network"));
    }

    void judge_chain() {
        if (!measures_.chain_id) return;
        const std::uint64_t chain = *measures_.chain_id;
        if (chain == standard_.chain_id) return fine(fmt::format("chain {}", chain));
        problem(
            fmt::format("it is on chain {}, the market on chain {}", chain, standard_.chain_id),
            fmt::format("Put the URL of a node of chain {0} into RPC_URL, or give the market file of chain {1} with "
                        "--market",
                        standard_.chain_id, chain));
    }

    void judge_latency() {
        if (measures_.latencies.empty()) return;
        const auto half = percentile(measures_.latencies, 50);
        const std::string text =
            fmt::format("latency p50 {}, p99 {} of {} questions", milliseconds_text(half),
                        milliseconds_text(percentile(measures_.latencies, 99)), measures_.latencies.size());
        if (half > kSlow)
            warning(text + ": slow for a block every two seconds, so fewer opportunities are seen in time",
                    "Use an endpoint that is nearer to this machine, or the other way round");
        else
            fine(text);
        if (!measures_.interruption) return;
        const Advice advice = advise(*measures_.interruption, endpoint());
        warning(fmt::format("{} of {} questions failed: {}", measures_.interruptions,
                            measures_.interruptions + measures_.latencies.size(), advice.text),
                advice.action);
    }

    void judge_head() {
        if (!measures_.newest_head) return;
        const milliseconds age = age_of_head(measures_);
        const BlockNumber number = measures_.newest_head->block.number;
        const BlockNumber lag = standard_.best_head.value_or(number) - number;
        const bool is_stale = judge_clock(age) || judge_staleness(age, lag);
        if (is_stale) return;
        const std::string text = fmt::format("block {}, {} old{}", number, span_text(std::max(age, 0ms)),
                                             lag == 0 ? "" : fmt::format(", {} behind the best", lag));
        if (lag > kLagToLeave)
            warning(text + ": `run` uses it only while no better one answers", kOtherNode);
        else
            fine(text);
    }

    /// Whether the clock alone makes every block count as stale.
    bool judge_clock(milliseconds age) {
        const milliseconds ahead = measures_.clock_ahead.value_or(age < -kClocksDiffer ? age : 0ms);
        if (ahead <= -kClocksDiffer)
            warning(fmt::format("this machine's clock is {} behind {}: times in reports are wrong, and days and quotas "
                                "end late",
                                span_text(-ahead), measures_.clock_ahead ? "the node's" : "the newest block"),
                    kSetClock);
        if (ahead < kClocksDiffer) return false;
        const std::string text = fmt::format("this machine's clock is {} ahead of the node's", span_text(ahead));
        const bool breaks = age > standard_.stale_after && age - ahead <= standard_.stale_after;
        if (breaks)
            problem(text + ": every block would count as stale, and nothing would be decided", kSetClock);
        else
            warning(text + ": blocks seem older than they are", kSetClock);
        return breaks;
    }

    bool judge_staleness(milliseconds age, BlockNumber lag) {
        if (age - measures_.clock_ahead.value_or(0ms) <= standard_.stale_after) return false;
        const bool moved =
            measures_.first_head && measures_.newest_head->block.number > measures_.first_head->block.number;
        const std::string text = fmt::format("its newest block, {}, is {} old", measures_.newest_head->block.number,
                                             span_text(age - measures_.clock_ahead.value_or(0ms)));
        const std::string behind = lag == 0 ? "" : fmt::format(" and {} behind the best endpoint's", lag);
        if (!moved)
            problem(text + behind + ", and no other came while we watched: the node stands still", kOtherNode);
        else if (lag > 0 || measures_.clock_ahead)
            problem(text + behind + ": the node is still catching up with the chain",
                    "Wait until it is in sync, or take another endpoint");
        else
            problem(
                text + ", though new ones come: the node is catching up, or this machine's clock is that much ahead",
                fmt::format("Compare `date -u` with a watch. If it is wrong: {}. If it is right, wait until the node "
                            "is in sync, or take another endpoint",
                            "turn on time synchronisation (`timedatectl set-ntp true`)"));
        return true;
    }

    void judge_answers() {
        judge_ability(measures_.logs_by_hash, "logs by block hash", "eth_getLogs by block hash, which `run` follows by",
                      "Use an endpoint that serves it (every node of today's software does), or another plan");
        judge_ability(measures_.calls_at_hash, "eth_call at a block hash",
                      "eth_call on the state of its newest block by hash, which pools are read with",
                      "Use an endpoint that keeps the states of its newest blocks: a full node is enough, a light or "
                      "freshly pruned one is not");
    }

    void judge_ability(const Ability& ability, const char* name, const char* whole_name, const char* action) {
        if (!ability.was_asked) return;
        if (!ability.refusal) return fine(std::string{name} + ": yes");
        const RpcErrorClass what = ability.refusal->error_class;
        const bool is_lacking = what == RpcErrorClass::kNotHere || what == RpcErrorClass::kInvalidRequest ||
                                what == RpcErrorClass::kSplit || what == RpcErrorClass::kRevert;
        const Advice advice = advise(*ability.refusal, endpoint());
        if (is_lacking)
            problem(fmt::format("it does not serve {} ({})", whole_name, ability.refusal->detail), action);
        else
            problem(fmt::format("no {}: {}", name, advice.text), advice.action);
    }

    void judge_depth() {
        if (!measures_.state_at && !measures_.no_state_at) return;
        const std::uint64_t depth = measures_.state_at.value_or(0);
        const std::string reach = measures_.no_state_at
                                      ? fmt::format("at least {} blocks back, not {}", depth, *measures_.no_state_at)
                                      : fmt::format("at least {} blocks back", depth);
        if (measures_.no_state_at.value_or(UINT64_MAX) <= kStatesWanted)
            warning("states: " + reach + ": audits will often be skipped, and a slow start may have to begin again",
                    kOtherNode);
        else
            fine("states: " + reach + " (`run` needs no archive)");
    }

    void judge_batches() {
        if (!measures_.batches.was_asked) return;
        // Only said: pools are read through Multicall3, so that nothing depends on batches.
        if (measures_.batches.refusal)
            fine("batches: none (`run` needs none): " + advise(*measures_.batches.refusal, endpoint()).text);
        else
            fine(fmt::format("batches: {} calls at once (`run` needs none)", measures_.largest_batch));
    }

    void judge_announcing() {
        if (measures_.announcing == Announcing::kYes) fine("new blocks are announced (eth_subscribe newHeads)");
        if (measures_.announcing == Announcing::kRefused)
            warning("it refuses eth_subscribe newHeads: `run` asks for new blocks instead, as over http",
                    "Nothing must be done; an endpoint that announces blocks saves questions");
        if (measures_.announcing == Announcing::kSilent)
            warning(
                "it takes eth_subscribe newHeads but announced nothing while we listened: `run` then asks for new "
                "blocks, as over http",
                "Check again; if it stays so, use its http URL or another endpoint");
    }

    void problem_of(const RpcError& error) {
        Advice advice = advise(error, endpoint());
        problem(std::move(advice.text), std::move(advice.action));
    }

    void fine(std::string text) { add(FindingLevel::kFine, std::move(text), ""); }
    void warning(std::string text, std::string action) {
        add(FindingLevel::kWarning, std::move(text), std::move(action));
    }
    void problem(std::string text, std::string action) {
        add(FindingLevel::kProblem, std::move(text), std::move(action));
    }
    void add(FindingLevel level, std::string text, std::string action) {
        verdict_.findings.push_back({measures_.name, std::move(text), level, std::move(action)});
    }
    const std::string& endpoint() const { return measures_.endpoint; }

    const EndpointMeasures& measures_;
    const EndpointStandard& standard_;
    EndpointVerdict verdict_;
};

}  // namespace

EndpointVerdict judge_endpoint(const EndpointMeasures& measures, const EndpointStandard& standard) {
    return Judge{measures, standard}.judge();
}

milliseconds age_of_head(const EndpointMeasures& measures) {
    return measures.newest_head->seen_at - Timestamp{measures.newest_head->timestamp};
}

std::optional<BlockNumber> best_head(const std::vector<EndpointMeasures>& endpoints) {
    std::optional<BlockNumber> best;
    for (const EndpointMeasures& measures : endpoints)
        if (measures.newest_head) best = std::max(best.value_or(0), measures.newest_head->block.number);
    return best;
}

std::chrono::microseconds percentile(std::vector<std::chrono::microseconds> latencies, unsigned percent) {
    std::ranges::sort(latencies);
    const std::size_t rank = (latencies.size() * percent + 99) / 100;
    return latencies[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace dexarb
