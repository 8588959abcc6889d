#include "journal/history_codec.hpp"

#include <algorithm>
#include <limits>

namespace dexarb {
namespace {

constexpr std::uint64_t kMostNumber = 1ULL << 48U;
constexpr std::int64_t kMostSeconds = 1LL << 36;

struct ChangeEncoder {
    ByteWriter& out;

    void operator()(const SyncChange& sync) const {
        out.amount(U256{sync.reserve0});
        out.amount(U256{sync.reserve1});
    }
    void operator()(const InitializeChange& change) const {
        out.amount(change.sqrt_price_x96);
        out.zigzag(change.tick);
    }
    void operator()(const SwapChange& swap) const {
        out.amount(swap.sqrt_price_x96);
        out.amount(U256{swap.liquidity});
        out.zigzag(swap.tick);
    }
    void operator()(const LiquidityChange& change) const {
        out.zigzag(change.tick_lower);
        out.zigzag(change.tick_upper);
        out.signed_amount(change.liquidity_delta);
    }
};

std::uint32_t narrow(ByteReader& in) {
    const std::uint64_t value = in.varint();
    if (value > std::numeric_limits<std::uint32_t>::max()) in.refuse("a place beyond 32 bits");
    return static_cast<std::uint32_t>(value);
}

std::int32_t tick(ByteReader& in) {
    const std::int64_t value = in.zigzag();
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())
        in.refuse("a tick beyond 32 bits");
    return static_cast<std::int32_t>(value);
}

PoolChange decode_change(ByteReader& in) {
    switch (in.byte()) {
        case 0: {
            SyncChange sync;
            sync.reserve0 = in.amount128();
            sync.reserve1 = in.amount128();
            return sync;
        }
        case 1: {
            InitializeChange change;
            change.sqrt_price_x96 = in.amount();
            change.tick = tick(in);
            return change;
        }
        case 2: {
            SwapChange swap;
            swap.sqrt_price_x96 = in.amount();
            swap.liquidity = in.amount128();
            swap.tick = tick(in);
            return swap;
        }
        case 3: {
            LiquidityChange change;
            change.tick_lower = tick(in);
            change.tick_upper = tick(in);
            change.liquidity_delta = in.signed_amount();
            return change;
        }
        default:
            in.refuse("an unknown kind of event");
            return SyncChange{};
    }
}

/// A count that cannot ask for more memory than its bytes are worth.
std::uint64_t count_of(ByteReader& in) {
    const std::uint64_t count = in.varint();
    if (count <= in.left()) return count;
    in.refuse("more entries than bytes");
    return 0;
}

void encode_header(ByteWriter& out, const BlockHeader& header, const BlockHeader& before) {
    out.step(header.id.number, before.id.number);
    out.hash(header.id.hash);
    out.hash(header.parent);
    out.step(static_cast<std::uint64_t>(header.timestamp.time_since_epoch().count()),
             static_cast<std::uint64_t>(before.timestamp.time_since_epoch().count()));
    out.varint(header.base_fee_wei);
}

BlockHeader decode_header(ByteReader& in, const BlockHeader& before) {
    BlockHeader header;
    header.id.number = in.step(before.id.number);
    header.id.hash = in.hash();
    header.parent = in.hash();
    const auto seconds =
        static_cast<std::int64_t>(in.step(static_cast<std::uint64_t>(before.timestamp.time_since_epoch().count())));
    if (seconds < 0 || seconds > kMostSeconds) in.refuse("a timestamp off the calendar");
    header.timestamp = std::chrono::sys_seconds{std::chrono::seconds{seconds}};
    header.base_fee_wei = in.varint();
    return header;
}

bool is_outside(const HistoryPiece& piece, BlockNumber number) {
    return number < piece.first || number > piece.last;
}

void decode_events(ByteReader& in, FetchedPiece& fetched, std::size_t pools) {
    const std::uint64_t count = count_of(in);
    BlockNumber block = fetched.piece.first;
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        PastEvent past;
        past.block = block = in.step(block);
        past.event.pool = PoolIndex(narrow(in));
        past.event.transaction_index = narrow(in);
        past.event.log_index = narrow(in);
        past.event.change = decode_change(in);
        if (position(past.event.pool) >= pools) in.refuse("an event of a pool that the market does not have");
        if (is_outside(fetched.piece, block)) in.refuse("an event outside its blocks");
        fetched.events.push_back(std::move(past));
    }
}

}  // namespace

void encode_piece(ByteWriter& out, const FetchedPiece& fetched) {
    out.byte(static_cast<std::uint8_t>(fetched.piece.kind));
    out.varint(fetched.piece.first);
    out.varint(fetched.piece.last);
    out.varint(fetched.events.size());
    BlockNumber block = fetched.piece.first;
    for (const PastEvent& past : fetched.events) {
        out.step(past.block, block);
        block = past.block;
        out.varint(position(past.event.pool));
        out.varint(past.event.transaction_index);
        out.varint(past.event.log_index);
        out.byte(static_cast<std::uint8_t>(past.event.change.index()));
        std::visit(ChangeEncoder{out}, past.event.change);
    }
    out.varint(fetched.headers.size());
    BlockHeader before;
    for (const BlockHeader& header : fetched.headers) {
        encode_header(out, header, before);
        before = header;
    }
    out.varint(fetched.base_fees.size());
    for (const std::uint64_t fee : fetched.base_fees)
        out.varint(fee);
}

FetchedPiece decode_piece(ByteReader& in, std::size_t pools) {
    FetchedPiece fetched;
    const std::uint8_t kind = in.byte();
    if (kind > static_cast<std::uint8_t>(HistoryPiece::Kind::kEvents)) in.refuse("an unknown kind of piece");
    fetched.piece.kind = static_cast<HistoryPiece::Kind>(kind);
    fetched.piece.first = in.varint();
    fetched.piece.last = in.varint();
    if (fetched.piece.last < fetched.piece.first || fetched.piece.last > kMostNumber) in.refuse("impossible blocks");
    decode_events(in, fetched, pools);
    BlockHeader before;
    for (std::uint64_t left = count_of(in); left > 0 && !in.failed(); --left) {
        before = decode_header(in, before);
        if (is_outside(fetched.piece, before.id.number)) in.refuse("a header outside its blocks");
        fetched.headers.push_back(before);
    }
    for (std::uint64_t left = count_of(in); left > 0 && !in.failed(); --left)
        fetched.base_fees.push_back(in.varint());
    const bool is_fees = fetched.piece.kind == HistoryPiece::Kind::kFees;
    if (fetched.base_fees.size() != (is_fees ? fetched.piece.blocks() : 0)) in.refuse("fees of other blocks");
    return fetched;
}

}  // namespace dexarb
