#include "journal/tick_codec.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace dexarb {
namespace {

/// The low two bits of a tick's first number: what its net liquidity is, or that the tick is gone.
enum class Net : std::uint64_t { kGross, kMinusGross, kExplicit, kGone };

/// Every tick on the scale at spacing 1, a little rounded up.
constexpr std::uint64_t kMostTicks = 1ULL << 21U;

/// Places of ticks by their difference to the place before, in units of the spacing.
class PlaceWriter {
  public:
    explicit PlaceWriter(std::int32_t spacing) : spacing_{spacing} {}

    /// The first place as zigzag, the others as the gap behind the one before.
    std::uint64_t next(std::int32_t tick) {
        const std::int64_t place = tick / spacing_;
        const std::int64_t gap = place - last_ - 1;
        const auto doubled = static_cast<std::uint64_t>(place) << 1U;
        const std::uint64_t first = place < 0 ? ~doubled : doubled;
        const std::uint64_t number = is_first_ ? first : static_cast<std::uint64_t>(gap);
        last_ = place;
        is_first_ = false;
        return number;
    }

  private:
    std::int32_t spacing_;
    std::int64_t last_ = 0;
    bool is_first_ = true;
};

class PlaceReader {
  public:
    explicit PlaceReader(std::int32_t spacing) : spacing_{spacing} {}

    /// A tick within 32 bits, or a failure.
    std::int32_t next(ByteReader& in, std::uint64_t number) {
        constexpr std::uint64_t kMost = 1ULL << 32U;
        if (number > kMost) in.refuse("a tick off the scale");
        const auto half = static_cast<std::int64_t>(number >> 1U);
        const std::int64_t first = (number & 1U) != 0 ? ~half : half;
        const std::int64_t place = is_first_ ? first : last_ + 1 + static_cast<std::int64_t>(number);
        const std::int64_t tick = in.failed() ? 0 : place * spacing_;
        if (tick < INT32_MIN || tick > INT32_MAX) in.refuse("a tick off the scale");
        last_ = place;
        is_first_ = false;
        return in.failed() ? 0 : static_cast<std::int32_t>(tick);
    }

  private:
    std::int32_t spacing_;
    std::int64_t last_ = 0;
    bool is_first_ = true;
};

Net net_form(const Tick& tick) {
    if (tick.liquidity_gross >> 127U != 0) return Net::kExplicit;
    const auto gross = static_cast<i128>(tick.liquidity_gross);
    if (tick.liquidity_net == gross) return Net::kGross;
    return tick.liquidity_net == -gross ? Net::kMinusGross : Net::kExplicit;
}

void encode_tick(ByteWriter& out, std::uint64_t place, const Tick& tick) {
    const Net form = net_form(tick);
    out.varint(place << 2U | static_cast<std::uint64_t>(form));
    out.amount(U256{tick.liquidity_gross});
    if (form == Net::kExplicit) out.signed_amount(tick.liquidity_net);
}

/// The rest of a tick that is there.
Tick decode_liquidity(ByteReader& in, std::int32_t index, Net form) {
    Tick tick;
    tick.index = index;
    tick.liquidity_gross = in.amount128();
    if (form == Net::kExplicit) {
        tick.liquidity_net = in.signed_amount();
        return tick;
    }
    if (tick.liquidity_gross >> 127U != 0) in.refuse("net liquidity beyond 127 bits");
    if (in.failed()) return {};
    const auto gross = static_cast<i128>(tick.liquidity_gross);
    tick.liquidity_net = form == Net::kGross ? gross : -gross;
    return tick;
}

Net form_of(std::uint64_t number) {
    return static_cast<Net>(number & 3U);
}

std::uint64_t decode_count(ByteReader& in) {
    const std::uint64_t count = in.varint();
    if (count > kMostTicks || count > in.left()) in.refuse("more ticks than can be");
    return in.failed() ? 0 : count;
}

WordRange decode_known(ByteReader& in, std::int32_t spacing, WordRange before) {
    const auto first = static_cast<std::int64_t>(in.step(static_cast<std::uint64_t>(before.first)));
    const auto last = static_cast<std::int64_t>(in.step(static_cast<std::uint64_t>(before.last)));
    const WordRange all = all_words(spacing);
    if (first == 0 && last == -1) return {};
    if (first < all.first || last > all.last || last < first) in.refuse("known words off the scale");
    return in.failed() ? WordRange{} : WordRange{static_cast<std::int32_t>(first), static_cast<std::int32_t>(last)};
}

void encode_known(ByteWriter& out, WordRange now, WordRange before) {
    out.zigzag(std::int64_t{now.first} - before.first);
    out.zigzag(std::int64_t{now.last} - before.last);
}

std::shared_ptr<const TickMap> make_map(ByteReader& in, std::int32_t spacing, WordRange known,
                                        std::vector<Tick> ticks) {
    if (in.failed()) return nullptr;
    auto map = TickMap::make(spacing, known, std::move(ticks));
    if (map) return std::make_shared<const TickMap>(*std::move(map));
    in.refuse("ticks that no pool has");
    return nullptr;
}

/// Ticks of `now` that are new or other than before, and places of `before` that are gone, ascending.
struct TickChange {
    std::int32_t index = 0;
    const Tick* now = nullptr;
};

std::vector<TickChange> tick_changes(std::span<const Tick> now, std::span<const Tick> before) {
    std::vector<TickChange> changes;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < now.size() || j < before.size()) {
        if (j == before.size() || (i < now.size() && now[i].index < before[j].index)) {
            changes.push_back({now[i].index, &now[i]});
            ++i;
        } else if (i == now.size() || before[j].index < now[i].index) {
            changes.push_back({before[j].index, nullptr});
            ++j;
        } else {
            if (now[i] != before[j]) changes.push_back({now[i].index, &now[i]});
            ++i;
            ++j;
        }
    }
    return changes;
}

}  // namespace

void encode_ticks(ByteWriter& out, const TickMap& ticks) {
    encode_known(out, ticks.known(), {0, 0});
    out.varint(ticks.ticks().size());
    PlaceWriter places{ticks.spacing()};
    for (const Tick& tick : ticks.ticks())
        encode_tick(out, places.next(tick.index), tick);
}

std::shared_ptr<const TickMap> decode_ticks(ByteReader& in, std::int32_t spacing) {
    const WordRange known = decode_known(in, spacing, {0, 0});
    const std::uint64_t count = decode_count(in);
    std::vector<Tick> ticks;
    ticks.reserve(count);
    PlaceReader places{spacing};
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        const std::uint64_t number = in.varint();
        const std::int32_t index = places.next(in, number >> 2U);
        if (form_of(number) == Net::kGone) in.refuse("a tick gone that never was");
        ticks.push_back(decode_liquidity(in, index, form_of(number)));
    }
    return make_map(in, spacing, known, std::move(ticks));
}

void encode_tick_changes(ByteWriter& out, const TickMap& now, const TickMap& before) {
    encode_known(out, now.known(), before.known());
    const auto changes = tick_changes(now.ticks(), before.ticks());
    out.varint(changes.size());
    PlaceWriter places{now.spacing()};
    for (const TickChange& change : changes) {
        const std::uint64_t place = places.next(change.index);
        if (change.now == nullptr)
            out.varint(place << 2U | static_cast<std::uint64_t>(Net::kGone));
        else
            encode_tick(out, place, *change.now);
    }
}

std::shared_ptr<const TickMap> decode_tick_changes(ByteReader& in, const TickMap& before) {
    const WordRange known = decode_known(in, before.spacing(), before.known());
    const std::uint64_t count = decode_count(in);
    std::vector<Tick> ticks;
    ticks.reserve(before.ticks().size() + count);
    PlaceReader places{before.spacing()};
    auto rest = before.ticks();
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        const std::uint64_t number = in.varint();
        const std::int32_t index = places.next(in, number >> 2U);
        const auto same = std::ranges::find_if(rest, [&](const Tick& tick) { return tick.index >= index; });
        ticks.insert(ticks.end(), rest.begin(), same);
        rest = rest.subspan(static_cast<std::size_t>(same - rest.begin()));
        const bool was_there = !rest.empty() && rest.front().index == index;
        if (was_there) rest = rest.subspan(1);
        if (form_of(number) == Net::kGone && !was_there) in.refuse("a tick gone that never was");
        if (form_of(number) != Net::kGone) ticks.push_back(decode_liquidity(in, index, form_of(number)));
    }
    ticks.insert(ticks.end(), rest.begin(), rest.end());
    return make_map(in, before.spacing(), known, std::move(ticks));
}

}  // namespace dexarb
