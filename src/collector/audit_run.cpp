#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kDifferencesKept = 8;

using Answers = Result<std::vector<MulticallResult>>;

}  // namespace

/// One audit, from its questions to its answers; held by whoever asks, so that it may outlive its collector.
struct PoolStateCollector::AuditRun {
    SnapshotPtr snapshot;
    std::vector<AuditQuestion> questions;
    std::optional<Answers> answers;

    static Task<void> ask(ChainSource& source, std::shared_ptr<AuditRun> run) {
        const auto calls = audit_calls(*run->snapshot->market, run->questions);
        EthCall request{kMulticall3, encode_aggregate3(calls)};
        auto data = co_await source.call(run->snapshot->header.id.hash, std::move(request));
        if (!data) {
            run->answers.emplace(std::move(data).error());
            co_return;
        }
        auto answers = decode_aggregate3_results(*data, calls.size());
        if (!answers) source.refuse_last_answer(RefusalKind::kReturnData, answers.error().detail);
        run->answers.emplace(std::move(answers));
    }
};

/// Beside the following of the chain, so that an audit that takes long delays no block; with modelled arrival, where
/// nothing can be delayed, in its place in the order of things, so that a run repeats itself.
Task<void> PoolStateCollector::audit() {
    if (audit_run_ && audit_run_->answers) judge_audit();
    if (audit_run_ || !is_audit_due()) co_return;
    auto run = std::make_shared<AuditRun>();
    run->snapshot = replica_.head();
    run->questions = rota_.draw(*run->snapshot);
    audited_ = run->snapshot->header.id;
    audit_wanted_ = false;
    if (run->questions.empty()) co_return;
    audit_run_ = std::move(run);
    Task<void> asking = AuditRun::ask(source_, audit_run_);
    if (options_.modelled_arrival) {
        co_await std::move(asking);
        judge_audit();
        co_return;
    }
    const Executor executor = co_await boost::asio::this_coro::executor;
    const auto on_end = [](const std::exception_ptr& thrown) {
        if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
    };
    boost::asio::co_spawn(executor, std::move(asking), on_end);
}

bool PoolStateCollector::is_audit_due() {
    if (options_.audit.every == 0 || !path_.empty()) return false;
    const std::uint64_t changes = source_.changes();
    if (std::exchange(source_changes_, changes) != changes) audit_wanted_ = true;
    const BlockId& head = replica_.head()->header.id;
    if (head == audited_) return false;
    return audit_wanted_ || head.number < audited_.number || head.number - audited_.number >= options_.audit.every;
}

void PoolStateCollector::judge_audit() {
    const auto run = std::exchange(audit_run_, nullptr);
    AuditCounters& counters = counters_.audits;
    const Answers& answers = *run->answers;
    if (!answers) {
        ++counters.skipped;
        if (answers.error().code == ErrorCode::kRpc) rota_.ask_less();
        return;
    }
    auto findings = compare_with_chain(*run->snapshot, run->questions, *answers);
    if (!findings) {
        ++counters.skipped;
        return;
    }
    ++counters.done;
    counters.checks += findings->checks;
    counters.agreed += findings->agreed;
    for (const AuditDifference& difference : findings->differences)
        distrust(difference);
}

void PoolStateCollector::distrust(const AuditDifference& difference) {
    AuditCounters& counters = counters_.audits;
    counters.newest.push_back(difference);
    if (counters.newest.size() > kDifferencesKept) counters.newest.erase(counters.newest.begin());
    if (options_.on_difference) options_.on_difference(difference);
    if (replica_.state(difference.pool) != nullptr) ++counters.distrusted;
    replica_.distrust(difference.pool);
    doubts_.push_back({difference.pool, replica_.head()->number()});
    mended_ = false;
}

/// An undone block brings back states from before a pool was found wrong.
void PoolStateCollector::doubt_again(BlockNumber fork) {
    const BlockNumber reached = replica_.oldest()->number;
    std::erase_if(doubts_, [reached](const Doubt& doubt) { return doubt.since < reached; });
    for (const Doubt& doubt : doubts_)
        if (doubt.since >= fork) replica_.distrust(doubt.pool);
}

}  // namespace dexarb
