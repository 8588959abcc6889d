#include "pool_facts.hpp"

#include <string>
#include <utility>

#include "dexarb/amm/tick_math.hpp"
#include "dexarb/rpc/pool_calls.hpp"

namespace dexarb {
namespace {

PoolReading refused(PoolIndex pool, PoolStatus status, std::string detail) {
    PoolReading reading;
    reading.pool = pool;
    reading.status = status;
    reading.detail = std::move(detail);
    return reading;
}

PoolReading certain(PoolIndex pool, PoolStatus status, PoolState state) {
    PoolReading reading;
    reading.pool = pool;
    reading.status = status;
    reading.state = std::move(state);
    return reading;
}

/// Takes one answer after the other; a call that failed or cannot be read leaves `ok` false.
class AnswerReader {
  public:
    explicit AnswerReader(std::span<const MulticallResult> answers) : answers_{answers} {}

    template <typename T>
    T next(Result<T> (*decode)(std::span<const std::uint8_t>)) {
        const MulticallResult& answer = answers_[at_++];
        auto decoded = decode(answer.data);
        ok_ = ok_ && answer.success && decoded.has_value();
        return answer.success && decoded ? *decoded : T{};
    }

    [[nodiscard]] bool ok() const { return ok_; }

  private:
    std::span<const MulticallResult> answers_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

/// What the factory says of a pool; nothing where it agrees with the market.
std::optional<PoolReading> check_factory(const PoolDefinition& pool, PoolIndex index, AnswerReader& answers) {
    const Address made = answers.next(&decode_address);
    if (!answers.ok()) return refused(index, PoolStatus::kMismatch, "its factory does not answer as one of this kind");
    if (made.is_zero()) return refused(index, PoolStatus::kMissing, "its factory has made no such pool");
    if (made != pool.address)
        return refused(index, PoolStatus::kMismatch, "its factory names " + to_string(made) + " instead");
    return std::nullopt;
}

PoolReading disagreeing(PoolIndex index, const std::string& what) {
    return refused(index, PoolStatus::kMismatch, what + " is not that of the market file");
}

PoolReading read_constant_product(const MarketDefinition& market, PoolIndex index, AnswerReader answers) {
    const PoolDefinition& pool = market.pool(index);
    if (auto refusal = check_factory(pool, index, answers)) return *std::move(refusal);
    const Address token0 = answers.next(&decode_address);
    const ReservesAnswer reserves = answers.next(&decode_reserves);
    if (!answers.ok()) return refused(index, PoolStatus::kMissing, "no pair answers at its address");
    if (token0 != market.token(pool.token0).address) return disagreeing(index, "token0");
    const bool empty = reserves.reserve0 == 0 || reserves.reserve1 == 0;
    return certain(index, empty ? PoolStatus::kEmpty : PoolStatus::kLive,
                   ConstantProductState{reserves.reserve0, reserves.reserve1, pool.fee});
}

/// Whether the contract could be at this price and tick: one below the price's own after a downward crossing.
bool belong_together(const Slot0Answer& slot0) {
    if (!is_valid_sqrt_price(slot0.sqrt_price_x96)) return false;
    const std::int32_t floor = tick_at_sqrt_ratio(slot0.sqrt_price_x96);
    return slot0.tick == floor || slot0.tick == floor - 1;
}

/// Ticks of a pool that nobody read; of one without a price there are none.
std::shared_ptr<const TickMap> first_ticks(std::int32_t spacing, bool initialised) {
    if (initialised) return std::make_shared<const TickMap>(spacing);
    return std::make_shared<const TickMap>(TickMap::make(spacing, all_words(spacing), {}).value());
}

PoolReading read_concentrated(const MarketDefinition& market, PoolIndex index, AnswerReader answers) {
    const PoolDefinition& pool = market.pool(index);
    if (auto refusal = check_factory(pool, index, answers)) return *std::move(refusal);
    const Address token0 = answers.next(&decode_address);
    const std::uint32_t fee = answers.next(&decode_fee);
    const std::int32_t spacing = answers.next(&decode_tick_spacing);
    const Slot0Answer slot0 = answers.next(&decode_slot0);
    const u128 liquidity = answers.next(&decode_liquidity);
    if (!answers.ok()) return refused(index, PoolStatus::kMissing, "no pool answers at its address");
    if (token0 != market.token(pool.token0).address) return disagreeing(index, "token0");
    if (fee != pool.fee.value) return disagreeing(index, "the fee of " + std::to_string(fee) + " ppm");
    if (spacing != pool.tick_spacing) return disagreeing(index, "the tick spacing of " + std::to_string(spacing));
    const bool initialised = !slot0.sqrt_price_x96.is_zero();
    if (initialised && !belong_together(slot0))
        return refused(index, PoolStatus::kMismatch, "its price is off the scale");
    ConcentratedState state;
    state.sqrt_price_x96 = slot0.sqrt_price_x96;
    state.tick = slot0.tick;
    state.liquidity = liquidity;
    state.tick_spacing = spacing;
    state.fee = pool.fee;
    state.ticks = first_ticks(spacing, initialised);
    if (!initialised) return certain(index, PoolStatus::kUninitialised, state);
    return certain(index, liquidity == 0 ? PoolStatus::kEmpty : PoolStatus::kLive, state);
}

void append(std::vector<MulticallCall>& calls, const Address& target, Bytes data) {
    calls.push_back({target, true, std::move(data)});
}

}  // namespace

std::size_t pool_call_count(const MarketDefinition& market, PoolIndex pool) {
    return market.dex_of(pool).kind == DexKind::kConstantProduct ? 3 : 6;
}

void append_pool_calls(const MarketDefinition& market, PoolIndex index, std::vector<MulticallCall>& calls) {
    const PoolDefinition& pool = market.pool(index);
    const Dex& dex = market.dex_of(index);
    const Address& token0 = market.token(pool.token0).address;
    const Address& token1 = market.token(pool.token1).address;
    if (dex.kind == DexKind::kConstantProduct) {
        append(calls, dex.factory, encode_get_pair(token0, token1));
        append(calls, pool.address, encode_token0());
        append(calls, pool.address, encode_get_reserves());
        return;
    }
    append(calls, dex.factory, encode_get_pool(token0, token1, pool.fee.value));
    append(calls, pool.address, encode_token0());
    append(calls, pool.address, encode_fee());
    append(calls, pool.address, encode_tick_spacing());
    append(calls, pool.address, encode_slot0());
    append(calls, pool.address, encode_liquidity());
}

PoolReading read_pool_answers(const MarketDefinition& market, PoolIndex pool,
                              std::span<const MulticallResult> answers) {
    const bool constant_product = market.dex_of(pool).kind == DexKind::kConstantProduct;
    return constant_product ? read_constant_product(market, pool, AnswerReader{answers})
                            : read_concentrated(market, pool, AnswerReader{answers});
}

std::string_view to_string(PoolStatus status) {
    switch (status) {
        case PoolStatus::kUnread:
            return "unread";
        case PoolStatus::kLive:
            return "live";
        case PoolStatus::kEmpty:
            return "empty";
        case PoolStatus::kUninitialised:
            return "uninitialised";
        case PoolStatus::kMissing:
            return "missing";
        case PoolStatus::kMismatch:
            return "mismatch";
    }
    return "unread";
}

}  // namespace dexarb
