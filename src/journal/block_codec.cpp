#include "dexarb/journal/block_codec.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "journal/bytes.hpp"
#include "journal/pool_codec.hpp"

namespace dexarb {
namespace {

/// The first byte of an item.
constexpr std::uint8_t kBlock = 0x01;  ///< Else blocks undone.
constexpr std::uint8_t kWhole = 0x02;
constexpr std::uint8_t kDigest = 0x04;
constexpr std::uint8_t kRecords = 0x08;
constexpr std::uint8_t kLate = 0x10;
constexpr std::uint8_t kAfterGap = 0x20;
constexpr std::uint8_t kForeignParent = 0x40;
constexpr std::uint8_t kModelled = 0x80;

constexpr std::uint64_t kMostNumber = 1ULL << 48U;
constexpr std::int64_t kMostSeconds = 1LL << 36;  // the year 4147

std::uint64_t seconds_of(const MarketSnapshot& snapshot) {
    return static_cast<std::uint64_t>(snapshot.header.timestamp.time_since_epoch().count());
}

std::int64_t delay_of(const MarketSnapshot& snapshot) {
    return (snapshot.arrival - Timestamp{snapshot.header.timestamp}).count();
}

const std::shared_ptr<const Pool>& pool_of(const MarketSnapshot* snapshot, std::size_t index) {
    static const std::shared_ptr<const Pool> none;
    return snapshot == nullptr || !snapshot->pools ? none : (*snapshot->pools)[index];
}

void encode_header(ByteWriter& out, const MarketSnapshot& now, const MarketSnapshot& base) {
    out.step(now.number(), base.number());
    out.hash(now.header.id.hash);
    if (now.header.parent != base.header.id.hash) out.hash(now.header.parent);
    out.step(seconds_of(now), seconds_of(base));
    out.zigzag(delay_of(now));
    out.step(now.header.base_fee_wei, base.header.base_fee_wei);
}

/// Which pools an item must name, and which of them `changed` lists; ascending.
std::vector<std::pair<std::size_t, bool>> named_pools(const MarketSnapshot& now, const MarketSnapshot& base) {
    std::vector<std::pair<std::size_t, bool>> named;
    auto listed = now.changed.begin();
    for (std::size_t i = 0; i < now.pools->size(); ++i) {
        const bool is_changed = listed != now.changed.end() && position(*listed) == i;
        if (is_changed) ++listed;
        if (is_changed || pool_of(&now, i) != pool_of(&base, i)) named.emplace_back(i, is_changed);
    }
    return named;
}

}  // namespace

void RecentSnapshots::add(SnapshotPtr snapshot) {
    kept_.push_back(std::move(snapshot));
    if (kept_.size() > kDepth) kept_.pop_front();
}

void RecentSnapshots::undo_to(BlockNumber fork) {
    while (!kept_.empty() && kept_.back()->number() > fork)
        kept_.pop_back();
}

const SnapshotPtr& RecentSnapshots::newest() const {
    static const SnapshotPtr none;
    return kept_.empty() ? none : kept_.back();
}

bool BlockEncoder::must_be_whole(const FeedItem& item) const {
    const auto* snapshot = std::get_if<SnapshotPtr>(&item);
    if (snapshot == nullptr) return false;
    const SnapshotPtr& newest = recent_.newest();
    return (*snapshot)->after_gap || newest == nullptr || newest->number() >= (*snapshot)->number();
}

void BlockEncoder::encode(ByteWriter& out, const RecordedItem& item, bool whole) {
    const auto* snapshot = std::get_if<SnapshotPtr>(&item.item);
    whole = snapshot != nullptr && (whole || must_be_whole(item.item));
    if (whole) recent_.clear();
    static const MarketSnapshot nothing;
    const MarketSnapshot* base = recent_.newest() ? recent_.newest().get() : &nothing;
    const bool has_digest = (whole && item.evidence.digest != Hash{}) || item.evidence.digest != digest_;
    unsigned tag = (has_digest ? kDigest : 0U) | (item.evidence.records.empty() ? 0U : kRecords);
    if (snapshot != nullptr) {
        const MarketSnapshot& now = **snapshot;
        tag |= kBlock | (whole ? kWhole : 0U) | (now.late ? kLate : 0U) | (now.after_gap ? kAfterGap : 0U) |
               (now.header.parent == base->header.id.hash ? 0U : kForeignParent) | (item.is_modelled ? kModelled : 0U);
    }
    out.byte(static_cast<std::uint8_t>(tag));
    if (snapshot != nullptr) {
        encode_snapshot(out, *snapshot, base);
    } else {
        out.varint(std::get<Undone>(item.item).fork);
        recent_.undo_to(std::get<Undone>(item.item).fork);
    }
    if (has_digest) out.hash(item.evidence.digest);
    digest_ = item.evidence.digest;
    if (!item.evidence.records.empty()) encode_records(out, item.evidence.records);
}

void BlockEncoder::encode_snapshot(ByteWriter& out, const SnapshotPtr& snapshot, const MarketSnapshot* base) {
    encode_header(out, *snapshot, *base);
    const auto named = named_pools(*snapshot, *base);
    out.varint(named.size());
    std::size_t next = 0;
    for (const auto& [index, is_changed] : named) {
        out.varint(index - next);
        const PoolEntry entry{pool_of(snapshot.get(), index), is_changed};
        encode_pool(out, entry, pool_of(base, index).get(), snapshot->number());
        next = index + 1;
    }
    recent_.add(snapshot);
}

void BlockEncoder::encode_evidence(ByteWriter& out, const DecisionEvidence& evidence) {
    out.hash(evidence.digest);
    encode_records(out, evidence.records);
}

void BlockEncoder::encode_records(ByteWriter& out, const std::vector<std::uint64_t>& records) {
    out.varint(records.size());
    for (const std::uint64_t mark : records)
        out.fixed64(mark);
}

/// A snapshot while it is read.
struct BlockDecoder::Draft {
    MarketSnapshot snapshot;
    const MarketSnapshot* base = nullptr;       ///< What it differs from.
    const MarketSnapshot* resembles = nullptr;  ///< A whole one shares with this what is equal.
    bool is_whole = false;
    std::shared_ptr<PoolTable> pools;
    std::vector<bool> moved;  ///< Tokens that need their price anew.
};

BlockDecoder::BlockDecoder(MarketDefinitionPtr market) : market_{std::move(market)}, sources_{market_} {
    nothing_.market = market_;
    nothing_.pools = std::make_shared<const PoolTable>(market_->pools.size());
    nothing_.prices = std::make_shared<const PriceTable>(market_->tokens.size());
}

RecordedItem BlockDecoder::decode(ByteReader& in) {
    const std::uint8_t tag = in.byte();
    RecordedItem read;
    if ((tag & kBlock) != 0) {
        read.item = decode_snapshot(in, tag);
        read.is_modelled = (tag & kModelled) != 0;
    } else {
        const Undone undone{in.varint()};
        if ((tag & ~(kDigest | kRecords)) != 0) in.refuse("an unknown kind of item");
        if (!in.failed()) recent_.undo_to(undone.fork);
        read.item = undone;
    }
    if ((tag & kDigest) != 0) digest_ = in.hash();
    read.evidence.digest = digest_;
    if ((tag & kRecords) != 0) read.evidence.records = decode_records(in);
    return read;
}

SnapshotPtr BlockDecoder::decode_snapshot(ByteReader& in, std::uint8_t tag) {
    const SnapshotPtr newest = recent_.newest();
    Draft draft;
    draft.is_whole = (tag & kWhole) != 0;
    draft.base = draft.is_whole || newest == nullptr ? &nothing_ : newest.get();
    draft.resembles = newest.get();
    if (!draft.is_whole && newest == nullptr) in.refuse("a block that differs from one that is not there");
    draft.snapshot.market = market_;
    draft.snapshot.late = (tag & kLate) != 0;
    draft.snapshot.after_gap = (tag & kAfterGap) != 0;
    decode_header(in, tag, draft);
    decode_pools(in, draft);
    if (in.failed()) return nullptr;
    draft.snapshot.prices = prices(draft);
    auto read = std::make_shared<const MarketSnapshot>(std::move(draft.snapshot));
    if (draft.is_whole) recent_.clear();
    recent_.add(read);
    return read;
}

void BlockDecoder::decode_header(ByteReader& in, std::uint8_t tag, Draft& draft) const {
    const MarketSnapshot& base = *draft.base;
    BlockHeader& header = draft.snapshot.header;
    header.id.number = in.step(base.number());
    header.id.hash = in.hash();
    header.parent = (tag & kForeignParent) != 0 ? in.hash() : base.header.id.hash;
    const auto seconds = static_cast<std::int64_t>(in.step(seconds_of(base)));
    const std::int64_t delay = in.zigzag();
    header.base_fee_wei = in.step(base.header.base_fee_wei);
    if (header.id.number > kMostNumber) in.refuse("a block number beyond 2^48");
    if (seconds < 0 || seconds > kMostSeconds) in.refuse("a timestamp beyond the year 4147");
    if (delay < -kMostSeconds * 1000 || delay > kMostSeconds * 1000) in.refuse("an arrival off the calendar");
    if (in.failed()) return;
    header.timestamp = std::chrono::sys_seconds{std::chrono::seconds{seconds}};
    draft.snapshot.arrival = Timestamp{header.timestamp} + std::chrono::milliseconds{delay};
    const bool follows = header.id.number > base.number() && draft.snapshot.arrival > base.arrival;
    if (!draft.is_whole && !follows) in.refuse("a block before the one it follows");
}

void BlockDecoder::decode_pools(ByteReader& in, Draft& draft) const {
    const std::uint64_t count = in.varint();
    const std::size_t most = market_->pools.size();
    draft.moved.assign(market_->tokens.size(), draft.is_whole);
    draft.snapshot.pools = draft.base->pools;
    if (count == 0 || in.failed()) return;
    if (count > most) return in.refuse("more pools than the market has");
    draft.pools = std::make_shared<PoolTable>(*draft.base->pools);
    std::size_t next = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t gap = in.varint();
        if (in.failed() || gap >= most - std::min(next, most)) return in.refuse("a pool that the market does not have");
        const PoolIndex index{static_cast<std::uint32_t>(next + gap)};
        const auto& before = (*draft.base->pools)[position(index)];
        PoolEntry entry = decode_pool(in, {index, *market_, sources_}, before, draft.snapshot.number());
        if (in.failed()) return;
        if (entry.is_changed) draft.snapshot.changed.push_back(index);
        if (const auto token = sources_.priced_token(index)) draft.moved[position(*token)] = true;
        const auto& known = pool_of(draft.is_whole ? draft.resembles : nullptr, position(index));
        const bool is_known = known && entry.pool && same_state(*known, *entry.pool);
        (*draft.pools)[position(index)] = is_known ? known : std::move(entry.pool);
        next = position(index) + 1;
    }
    draft.snapshot.pools = std::move(draft.pools);
}

std::shared_ptr<const PriceTable> BlockDecoder::prices(const Draft& draft) const {
    std::shared_ptr<PriceTable> changed;
    for (std::size_t i = 0; i < draft.moved.size(); ++i) {
        if (!draft.moved[i]) continue;
        auto price = sources_.price(TokenIndex(i), *draft.snapshot.pools);
        if (price == (*draft.base->prices)[i]) continue;
        if (!changed) changed = std::make_shared<PriceTable>(*draft.base->prices);
        (*changed)[i] = std::move(price);
    }
    if (!changed) return draft.base->prices;
    return changed;
}

DecisionEvidence BlockDecoder::decode_evidence(ByteReader& in) {
    DecisionEvidence evidence;
    evidence.digest = in.hash();
    evidence.records = decode_records(in);
    return evidence;
}

std::vector<std::uint64_t> BlockDecoder::decode_records(ByteReader& in) {
    const std::uint64_t count = in.varint();
    if (count > in.left() / sizeof(std::uint64_t)) in.refuse("more records than bytes");
    std::vector<std::uint64_t> records;
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i)
        records.push_back(in.fixed64());
    return records;
}

}  // namespace dexarb
