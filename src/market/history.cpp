#include "dexarb/market/history.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dexarb {
namespace {

bool in_log_order(const PastEvent& a, const PastEvent& b) {
    return a.block != b.block ? a.block < b.block : a.event.log_index < b.event.log_index;
}

Error other_branches(BlockNumber number) {
    return {ErrorCode::kMalformed, "block " + std::to_string(number) + " was replaced while the past was read"};
}

}  // namespace

void History::add(FetchedPiece piece) {
    std::ranges::move(piece.events, std::back_inserter(events_));
    std::ranges::move(piece.headers, std::back_inserter(read_));
    base_fees_.resize(to_ - from_ + 1);
    for (std::size_t i = 0; i < piece.base_fees.size(); ++i) {
        const BlockNumber number = piece.piece.first + i;
        if (from_ <= number && number <= to_) base_fees_[number - from_] = piece.base_fees[i];
    }
}

void History::arrange() {
    std::ranges::sort(events_, in_log_order);
    std::ranges::sort(read_, {}, [](const BlockHeader& header) { return header.id.number; });
}

Result<void> History::check_read() const {
    if (read_.empty() || read_.front().id.number != from_ || read_.back().id.number != to_)
        return Error{ErrorCode::kMalformed, "the headers of the first and the last block are missing"};
    for (std::size_t i = 0; i < base_fees_.size(); ++i)
        if (!base_fees_[i]) return Error{ErrorCode::kMalformed, "no base fee for block " + std::to_string(from_ + i)};
    for (std::size_t i = 0; i < read_.size(); ++i) {
        const BlockHeader& header = read_[i];
        if (*base_fees_[header.id.number - from_] != header.base_fee_wei)
            return Error{ErrorCode::kMalformed, "eth_feeHistory gives block " + std::to_string(header.id.number) +
                                                    " another base fee than its header"};
        if (i == 0) continue;
        const BlockHeader& before = read_[i - 1];
        const bool follows = header.id.number > before.id.number && header.timestamp >= before.timestamp;
        if (!follows || (header.id.number == before.id.number + 1 && header.parent != before.id.hash))
            return other_branches(header.id.number);
    }
    return {};
}

PastHeader History::modelled(BlockNumber number, const BlockHeader& before, const BlockHeader& after) const {
    PastHeader modelled;
    modelled.is_modelled = true;
    modelled.header.id.number = number;
    if (after.id.number == number + 1) modelled.header.id.hash = after.parent;
    modelled.header.timestamp =
        interpolated_time({before.id.number, before.timestamp}, {after.id.number, after.timestamp}, number);
    modelled.header.base_fee_wei = *base_fees_[number - from_];
    return modelled;
}

Result<std::vector<PastHeader>> History::headers() const {
    if (auto sound = check_read(); !sound) return std::move(sound).error();
    std::vector<PastHeader> headers;
    headers.reserve(base_fees_.size());
    for (std::size_t i = 0; i < read_.size(); ++i) {
        if (i > 0)
            for (BlockNumber number = read_[i - 1].id.number + 1; number < read_[i].id.number; ++number) {
                headers.push_back(modelled(number, read_[i - 1], read_[i]));
                headers.back().header.parent = headers[headers.size() - 2].header.id.hash;
            }
        headers.push_back({read_[i], false});
    }
    return headers;
}

std::vector<std::vector<DatedChange>> History::changes(std::size_t pools, BlockNumber head) const {
    std::vector<std::vector<DatedChange>> changes(pools);
    for (const PastEvent& past : events_)
        if (past.block <= head)
            changes[position(past.event.pool)].push_back({past.block, past.event.log_index, past.event.change});
    return changes;
}

PastMarket wind_back(const History& history, BlockNumber head, const std::vector<std::optional<PoolState>>& states) {
    const auto changes = history.changes(states.size(), head);
    PastMarket market;
    market.pasts.resize(states.size());
    market.obstacles.resize(states.size());
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (!states[i]) {
            market.obstacles[i] = "its state at the head could not be read";
            continue;
        }
        auto past = wind_back(*states[i], changes[i], history.from());
        if (!past) {
            market.obstacles[i] = past.error().detail;
        } else if (past->certain_from > history.to()) {
            market.obstacles[i] = "it had no event that tells its state";
        } else {
            market.pasts[i] = *std::move(past);
        }
    }
    return market;
}

HistoryWalk::HistoryWalk(MarketDefinitionPtr market, const std::vector<PastEvent>& events,
                         std::vector<std::optional<PoolPast>> pasts)
    : replica_{std::move(market), 0}, events_{events}, pasts_{std::move(pasts)} {}

Result<SnapshotPtr> HistoryWalk::next(const BlockHeader& header, Timestamp arrival) {
    if (!replica_.head()) return start(header, arrival);
    for (std::size_t i = 0; i < pasts_.size(); ++i)
        if (pasts_[i] && pasts_[i]->certain_from == header.id.number) replica_.trust(PoolIndex(i), pasts_[i]->state);
    BlockUpdate update;
    update.header = header;
    update.arrival = arrival;
    update.events = take_events(header.id.number);
    return replica_.apply(update);
}

SnapshotPtr HistoryWalk::start(const BlockHeader& header, Timestamp arrival) {
    std::vector<std::optional<PoolState>> states(pasts_.size());
    for (std::size_t i = 0; i < pasts_.size(); ++i)
        if (pasts_[i] && pasts_[i]->certain_from <= header.id.number) states[i] = pasts_[i]->state;
    [[maybe_unused]] const auto seen = take_events(header.id.number);
    return replica_.start(header, arrival, std::move(states));
}

bool HistoryWalk::is_before_past(const PastEvent& past) const {
    const auto& pool = pasts_[position(past.event.pool)];
    return pool && pool->first_log && pool->certain_from == past.block && past.event.log_index < *pool->first_log;
}

std::vector<PoolEvent> HistoryWalk::take_events(BlockNumber block) {
    std::vector<PoolEvent> events;
    for (; next_event_ < events_.size() && events_[next_event_].block <= block; ++next_event_) {
        const PastEvent& past = events_[next_event_];
        if (past.block == block && !is_before_past(past)) events.push_back(past.event);
    }
    return events;
}

}  // namespace dexarb
