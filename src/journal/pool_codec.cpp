#include "journal/pool_codec.hpp"

#include <utility>

#include "dexarb/amm/tick_math.hpp"
#include "dexarb/market/pool_past.hpp"

#include "journal/tick_codec.hpp"

namespace dexarb {
namespace {

/// Bits 0 to 2 of an entry's first byte.
enum class Form : std::uint8_t { kUncertain, kPair, kRange, kPairStep, kRangeStep, kAsBefore };
constexpr std::uint8_t kFormBits = 0x07;
constexpr std::uint8_t kNotChanged = 0x08;
/// Bits 4 and 5: where the last event was.
constexpr std::uint8_t kEventBefore = 0x10;
constexpr std::uint8_t kEventElsewhere = 0x20;
constexpr std::uint8_t kTicksFollow = 0x40;
constexpr std::uint8_t kLiquidityFollows = 0x80;
constexpr std::int32_t kLargestTickSpacing = 16'383;  // UniswapV3Factory.enableFeeAmount

bool can_step(const ConstantProductState& now, const PoolState& before) {
    const auto* other = std::get_if<ConstantProductState>(&before);
    return other != nullptr && other->fee == now.fee;
}

bool can_step(const ConcentratedState& now, const PoolState& before) {
    const auto* other = std::get_if<ConcentratedState>(&before);
    return other != nullptr && other->fee == now.fee && other->tick_spacing == now.tick_spacing;
}

bool same_ticks(const ConcentratedState& a, const ConcentratedState& b) {
    return a.ticks == b.ticks || *a.ticks == *b.ticks;
}

std::uint8_t event_bits(const Pool& now, const Pool* before, BlockNumber block) {
    if (now.last_event_block == block) return 0;
    return before != nullptr && before->last_event_block == now.last_event_block ? kEventBefore : kEventElsewhere;
}

void encode_whole(ByteWriter& out, const ConstantProductState& pool) {
    out.amount(U256{pool.reserve0});
    out.amount(U256{pool.reserve1});
    out.varint(pool.fee.value);
}

void encode_whole(ByteWriter& out, const ConcentratedState& pool) {
    out.amount(pool.sqrt_price_x96);
    out.zigzag(pool.tick);
    out.amount(U256{pool.liquidity});
    out.zigzag(pool.tick_spacing);
    out.varint(pool.fee.value);
    encode_ticks(out, *pool.ticks);
}

void encode_step(ByteWriter& out, const ConstantProductState& now, const ConstantProductState& before) {
    out.difference(U256{now.reserve0}, U256{before.reserve0});
    out.difference(U256{now.reserve1}, U256{before.reserve1});
}

void encode_step(ByteWriter& out, const ConcentratedState& now, const ConcentratedState& before) {
    out.difference(now.sqrt_price_x96, before.sqrt_price_x96);
    out.zigzag(std::int64_t{now.tick} - before.tick);
    if (now.liquidity != before.liquidity) out.difference(U256{now.liquidity}, U256{before.liquidity});
    if (!same_ticks(now, before)) encode_tick_changes(out, *now.ticks, *before.ticks);
}

std::uint8_t step_bits(const ConstantProductState&, const ConstantProductState&) {
    return static_cast<std::uint8_t>(Form::kPairStep);
}

std::uint8_t step_bits(const ConcentratedState& now, const ConcentratedState& before) {
    const auto form = static_cast<unsigned>(Form::kRangeStep);
    return static_cast<std::uint8_t>(form | (same_ticks(now, before) ? 0U : kTicksFollow) |
                                     (now.liquidity == before.liquidity ? 0U : kLiquidityFollows));
}

std::uint8_t whole_bits(const ConstantProductState&) {
    return static_cast<std::uint8_t>(Form::kPair);
}
std::uint8_t whole_bits(const ConcentratedState&) {
    return static_cast<std::uint8_t>(Form::kRange);
}

bool can_be(const ConcentratedState& pool) {
    if (pool.fee.value >= kFeeUnit || pool.tick < kMinTick - 1 || pool.tick > kMaxTick) return false;
    if (pool.sqrt_price_x96.is_zero()) return true;
    if (!is_valid_sqrt_price(pool.sqrt_price_x96)) return false;
    const std::int32_t floor = tick_at_sqrt_ratio(pool.sqrt_price_x96);
    return pool.tick == floor || (pool.tick == floor - 1 && pool.sqrt_price_x96 == sqrt_ratio_at_tick(floor));
}

bool can_be(const ConstantProductState& pool) {
    return pool.fee.value < kFeeUnit && pool.reserve0 <= kMaxReserve && pool.reserve1 <= kMaxReserve;
}

std::int32_t narrow(ByteReader& in, std::int64_t value) {
    if (value < INT32_MIN || value > INT32_MAX) in.refuse("a tick beyond 32 bits");
    return static_cast<std::int32_t>(value);
}

FeePpm decode_fee(ByteReader& in) {
    const std::uint64_t fee = in.varint();
    if (fee >= kFeeUnit) in.refuse("a fee of everything");
    return FeePpm{static_cast<std::uint32_t>(fee)};
}

u128 narrow128(ByteReader& in, const U256& value) {
    if (!value.fits_u128()) in.refuse("an amount beyond 128 bits");
    return value.low_u128();
}

/// As `std::optional<PoolState>`, but with failures left to the reader.
class StateDecoder {
  public:
    StateDecoder(ByteReader& in, std::uint8_t bits, const PoolState* before) : in_{in}, bits_{bits}, before_{before} {}

    PoolState decode() {
        switch (static_cast<Form>(bits_ & kFormBits)) {
            case Form::kPair:
                return pair();
            case Form::kRange:
                return range();
            case Form::kPairStep:
                return pair_step();
            case Form::kRangeStep:
                return range_step();
            default:
                in_.refuse("an unknown form of a pool");
                return {};
        }
    }

  private:
    PoolState pair() {
        ConstantProductState pool;
        pool.reserve0 = in_.amount128();
        pool.reserve1 = in_.amount128();
        pool.fee = decode_fee(in_);
        return pool;
    }

    PoolState range() {
        ConcentratedState pool;
        pool.sqrt_price_x96 = in_.amount();
        pool.tick = narrow(in_, in_.zigzag());
        pool.liquidity = in_.amount128();
        pool.tick_spacing = narrow(in_, in_.zigzag());
        pool.fee = decode_fee(in_);
        if (pool.tick_spacing < 1 || pool.tick_spacing > kLargestTickSpacing) in_.refuse("an impossible tick spacing");
        if (!in_.failed()) pool.ticks = decode_ticks(in_, pool.tick_spacing);
        return pool;
    }

    PoolState pair_step() {
        const auto* before = before_as<ConstantProductState>();
        if (before == nullptr) return {};
        ConstantProductState pool = *before;
        pool.reserve0 = narrow128(in_, in_.difference(U256{before->reserve0}));
        pool.reserve1 = narrow128(in_, in_.difference(U256{before->reserve1}));
        return pool;
    }

    PoolState range_step() {
        const auto* before = before_as<ConcentratedState>();
        if (before == nullptr) return {};
        ConcentratedState pool = *before;
        pool.sqrt_price_x96 = in_.difference(before->sqrt_price_x96);
        pool.tick = narrow(in_, static_cast<std::int64_t>(in_.step(static_cast<std::uint64_t>(before->tick))));
        if ((bits_ & kLiquidityFollows) != 0) pool.liquidity = narrow128(in_, in_.difference(U256{before->liquidity}));
        if ((bits_ & kTicksFollow) != 0) pool.ticks = decode_tick_changes(in_, *before->ticks);
        return pool;
    }

    template <typename State>
    const State* before_as() {
        const auto* state = before_ == nullptr ? nullptr : std::get_if<State>(before_);
        if (state == nullptr) in_.refuse("a step from a state that is not there");
        return state;
    }

    ByteReader& in_;
    std::uint8_t bits_;
    const PoolState* before_;
};

BlockNumber decode_event(ByteReader& in, std::uint8_t bits, const Pool* before, BlockNumber block) {
    if ((bits & kEventElsewhere) != 0) return in.step(block);
    if ((bits & kEventBefore) == 0) return block;
    if (before == nullptr) in.refuse("an event as before where nothing was before");
    return before == nullptr ? 0 : before->last_event_block;
}

bool is_of_kind(const PoolState& state, DexKind kind) {
    return std::holds_alternative<ConstantProductState>(state) == (kind == DexKind::kConstantProduct);
}

}  // namespace

void encode_pool(ByteWriter& out, const PoolEntry& now, const Pool* before, BlockNumber block) {
    const std::uint8_t listed = now.is_changed ? 0 : kNotChanged;
    if (!now.pool) return out.byte(static_cast<std::uint8_t>(Form::kUncertain) | listed);
    if (now.pool.get() == before) return out.byte(static_cast<std::uint8_t>(Form::kAsBefore) | listed);
    const auto with_state = [&](const auto& state) {
        using State = std::decay_t<decltype(state)>;
        const bool steps = before != nullptr && can_step(state, before->state);
        const auto* from = steps ? std::get_if<State>(&before->state) : nullptr;
        const std::uint8_t bits = steps ? step_bits(state, *from) : whole_bits(state);
        const std::uint8_t event = event_bits(*now.pool, before, block);
        out.byte(bits | listed | event);
        if (event == kEventElsewhere) out.step(now.pool->last_event_block, block);
        if (steps)
            encode_step(out, state, *from);
        else
            encode_whole(out, state);
    };
    std::visit(with_state, now.pool->state);
}

PoolEntry decode_pool(ByteReader& in, const PoolPlace& place, const std::shared_ptr<const Pool>& before,
                      BlockNumber block) {
    const std::uint8_t bits = in.byte();
    PoolEntry entry;
    entry.is_changed = (bits & kNotChanged) == 0;
    const auto form = static_cast<Form>(bits & kFormBits);
    if (form == Form::kUncertain || in.failed()) return entry;
    entry.pool = before;
    if (form == Form::kAsBefore) return entry;
    auto pool = std::make_shared<Pool>();
    pool->last_event_block = decode_event(in, bits, before.get(), block);
    pool->state = StateDecoder{in, bits, before ? &before->state : nullptr}.decode();
    if (in.failed()) return {};
    const bool possible = is_of_kind(pool->state, place.market.dex_of(place.index).kind) &&
                          std::visit([](const auto& state) { return can_be(state); }, pool->state);
    if (!possible) in.refuse("a state that this pool cannot have");
    if (in.failed()) return {};
    pool->mid_atto_usd = place.sources.mid(place.index, pool->state);
    entry.pool = std::move(pool);
    return entry;
}

bool same_state(const Pool& a, const Pool& b) {
    return a.last_event_block == b.last_event_block && same_pool_state(a.state, b.state);
}

}  // namespace dexarb
