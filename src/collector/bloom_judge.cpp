#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {
namespace {

/// A pool that the events in question are about, with what they would make of it.
struct Claim {
    PoolIndex pool{};
    PoolState before;
    PoolState after;
};

/// Nothing where an event contradicts the state it would change: then it did not happen to this pool.
std::optional<std::vector<Claim>> make_claims(const MarketReplica& replica, const std::vector<PoolEvent>& events) {
    std::vector<Claim> claims;
    for (const PoolEvent& event : events) {
        const PoolState* before = replica.state(event.pool);
        if (before == nullptr) continue;
        auto claim = std::ranges::find(claims, event.pool, &Claim::pool);
        if (claim == claims.end()) claim = claims.insert(claims.end(), {event.pool, *before, *before});
        auto after = changed_by(claim->after, event.change);
        if (!after) return std::nullopt;
        claim->after = *std::move(after);
    }
    return claims;
}

MarketSnapshot with_states(const MarketSnapshot& head, const std::vector<Claim>& claims, PoolState Claim::*state) {
    MarketSnapshot snapshot = head;
    auto pools = std::make_shared<PoolTable>(*head.pools);
    for (const Claim& claim : claims) {
        auto pool = std::make_shared<Pool>();
        pool->state = claim.*state;
        (*pools)[position(claim.pool)] = std::move(pool);
    }
    snapshot.pools = std::move(pools);
    return snapshot;
}

std::vector<AuditQuestion> questions_about(const std::vector<Claim>& claims) {
    using Read = AuditQuestion::Read;
    std::vector<AuditQuestion> questions;
    for (const Claim& claim : claims) {
        const bool is_pair = std::holds_alternative<ConstantProductState>(claim.before);
        questions.push_back({claim.pool, is_pair ? Read::kReserves : Read::kSlot0});
        if (!is_pair) questions.push_back({claim.pool, Read::kLiquidity});
    }
    return questions;
}

}  // namespace

/// A block's logs were refused because its bloom filter excludes one. The chain's own state decides which of the two is
/// wrong: if the pools are, after the block, where those logs lead and not where they were, the filter is.
Task<bool> PoolStateCollector::judge_bloom(BlockId block) {
    auto logs = co_await source_.logs_despite_bloom(block);
    if (!logs) co_return false;
    const auto events = decoder_.decode(block, *logs);
    if (!events) co_return false;
    const auto claims = make_claims(replica_, *events);
    if (!claims || claims->empty()) co_return false;
    const auto questions = questions_about(*claims);
    EthCall request{kMulticall3, encode_aggregate3(audit_calls(*market_, questions))};
    auto data = co_await source_.call(block.hash, std::move(request));
    if (!data) co_return false;
    const auto answers = decode_aggregate3_results(*data, questions.size());
    if (!answers) co_return false;
    const MarketSnapshot& head = *replica_.head();
    const auto before = compare_with_chain(with_states(head, *claims, &Claim::before), questions, *answers);
    const auto after = compare_with_chain(with_states(head, *claims, &Claim::after), questions, *answers);
    if (!before || !after || before->differences.empty() || !after->differences.empty()) co_return false;
    ++counters_.audits.contradicted_blooms;
    source_.distrust_blooms();
    if (options_.on_notice)
        options_.on_notice("block " + std::to_string(block.number) +
                           ": its bloom filter excludes logs that the pools' own state confirms; bloom filters are no "
                           "longer held against logs");
    co_return true;
}

}  // namespace dexarb
