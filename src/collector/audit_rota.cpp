#include "dexarb/collector/audit_rota.hpp"

#include <algorithm>

#include "dexarb/base/random_sequence.hpp"

namespace dexarb {
namespace {

using Read = AuditQuestion::Read;

constexpr std::size_t kFewestCalls = 16;

/// `count` of `all` places in a ring, the next ones at each turn.
std::vector<std::size_t> window(std::size_t all, std::size_t count, std::uint64_t turn) {
    const std::size_t size = std::min(all, count);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < size; ++i)
        places.push_back(static_cast<std::size_t>((turn * size + i) % all));
    return places;
}

}  // namespace

AuditRota::AuditRota(std::size_t pools, const AuditOptions& options, std::uint64_t seed)
    : options_{options}, random_{seed}, next_{pools}, turns_(pools) {
    for (std::size_t i = 0; i < pools; ++i)
        order_.push_back(PoolIndex(i));
}

std::vector<AuditQuestion> AuditRota::draw(const MarketSnapshot& snapshot) {
    std::vector<AuditQuestion> all;
    std::size_t pools = 0;
    for (std::size_t seen = 0; seen < order_.size() && pools < options_.pools; ++seen) {
        const PoolIndex pool = next_pool();
        const Pool* state = snapshot.pool(pool);
        if (state == nullptr) continue;
        const auto more = questions(pool, state->state, turns_[position(pool)]);
        if (pools > 0 && all.size() + more.size() > options_.calls) {
            --next_;
            break;
        }
        all.insert(all.end(), more.begin(), more.end());
        ++turns_[position(pool)];
        ++pools;
    }
    return all;
}

void AuditRota::ask_less() {
    options_.calls = std::max(options_.calls / 2, kFewestCalls);
    options_.ticks = std::min(options_.ticks, options_.calls / 2);
}

PoolIndex AuditRota::next_pool() {
    if (next_ >= order_.size()) {
        next_ = 0;
        for (std::size_t left = order_.size(); left > 1; --left)
            std::swap(order_[left - 1], order_[static_cast<std::size_t>(next_random(random_) % left)]);
    }
    return order_[next_++];
}

std::vector<AuditQuestion> AuditRota::questions(PoolIndex pool, const PoolState& state, std::uint64_t turn) const {
    const auto* concentrated = std::get_if<ConcentratedState>(&state);
    if (concentrated == nullptr) return {{pool, Read::kReserves}};
    std::vector<AuditQuestion> all{{pool, Read::kSlot0}, {pool, Read::kLiquidity}};
    const auto asked = words(*concentrated, turn);
    for (const std::int32_t word : asked)
        all.push_back({pool, Read::kBitmapWord, word});
    for (const std::int32_t tick : ticks(*concentrated, asked, turn))
        all.push_back({pool, Read::kTick, tick});
    return all;
}

std::vector<std::int32_t> AuditRota::words(const ConcentratedState& state, std::uint64_t turn) const {
    const WordRange known = state.ticks->known();
    std::vector<std::int32_t> asked;
    if (known.last < known.first) return asked;
    const auto all = static_cast<std::size_t>(known.last - known.first + 1);
    for (const std::size_t place : window(all, static_cast<std::size_t>(options_.words), turn))
        asked.push_back(known.first + static_cast<std::int32_t>(place));
    const std::int32_t present = bitmap_word(state.tick, state.tick_spacing);
    if (known.contains(present) && std::ranges::find(asked, present) == asked.end()) asked.push_back(present);
    return asked;
}

std::vector<std::int32_t> AuditRota::ticks(const ConcentratedState& state, const std::vector<std::int32_t>& words,
                                           std::uint64_t turn) const {
    std::vector<std::int32_t> known;
    for (const Tick& tick : state.ticks->ticks())
        if (std::ranges::find(words, bitmap_word(tick.index, state.tick_spacing)) != words.end())
            known.push_back(tick.index);
    std::vector<std::int32_t> asked;
    for (const std::size_t place : window(known.size(), options_.ticks, turn))
        asked.push_back(known[place]);
    return asked;
}

}  // namespace dexarb
