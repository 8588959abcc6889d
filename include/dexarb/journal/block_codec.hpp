#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include "dexarb/journal/recorded_item.hpp"
#include "dexarb/market/price_sources.hpp"

namespace dexarb {

class ByteReader;
class ByteWriter;

/// The snapshots that an item may be written against, as writer and reader both keep them.
class RecentSnapshots {
  public:
    /// How many are kept: more than any feed undoes.
    static constexpr std::size_t kDepth = 128;

    void add(SnapshotPtr snapshot);
    /// Forgets what is above `fork`.
    void undo_to(BlockNumber fork);
    void clear() { kept_.clear(); }
    /// The newest; null where there is none.
    [[nodiscard]] const SnapshotPtr& newest() const;

  private:
    std::deque<SnapshotPtr> kept_;
};

/// Turns what a feed hands over into bytes, each item as it differs from the one before (docs/recording-format.md).
class BlockEncoder {
  public:
    /// Appends the item. Where `whole`, or where nothing is there to differ from, a snapshot is written so that reading
    /// can begin with it.
    void encode(ByteWriter& out, const RecordedItem& item, bool whole);
    /// Whether the item will be whole without being asked for.
    [[nodiscard]] bool must_be_whole(const FeedItem& item) const;

    static void encode_evidence(ByteWriter& out, const DecisionEvidence& evidence);

  private:
    void encode_snapshot(ByteWriter& out, const SnapshotPtr& snapshot, const MarketSnapshot* base);
    static void encode_records(ByteWriter& out, const std::vector<std::uint64_t>& records);

    RecentSnapshots recent_;
    Hash digest_;
};

/// The inverse, over bytes that nobody vouches for.
class BlockDecoder {
  public:
    explicit BlockDecoder(MarketDefinitionPtr market);

    /// The next item. On a malformed one `in` has failed, and what was read before it still holds.
    [[nodiscard]] RecordedItem decode(ByteReader& in);
    [[nodiscard]] static DecisionEvidence decode_evidence(ByteReader& in);

    /// The newest snapshot read; null before the first.
    [[nodiscard]] const SnapshotPtr& newest() const { return recent_.newest(); }

  private:
    struct Draft;

    [[nodiscard]] SnapshotPtr decode_snapshot(ByteReader& in, std::uint8_t tag);
    [[nodiscard]] static std::vector<std::uint64_t> decode_records(ByteReader& in);
    void decode_header(ByteReader& in, std::uint8_t tag, Draft& draft) const;
    void decode_pools(ByteReader& in, Draft& draft) const;
    [[nodiscard]] std::shared_ptr<const PriceTable> prices(const Draft& draft) const;

    MarketDefinitionPtr market_;
    PriceSources sources_;
    MarketSnapshot nothing_;  ///< What a whole snapshot differs from.
    RecentSnapshots recent_;
    Hash digest_;
};

}  // namespace dexarb
