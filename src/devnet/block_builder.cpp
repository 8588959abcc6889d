#include "dexarb/devnet/block_builder.hpp"

#include <cmath>
#include <utility>

#include "dexarb/amm/concentrated_events.hpp"
#include "dexarb/amm/tick_math.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kTransactionGas = 28'000;
constexpr std::uint64_t kPairTradeGas = 75'000;
constexpr std::uint64_t kRangeTradeGas = 110'000;
constexpr std::uint64_t kLiquidityGas = 160'000;
constexpr double kTwoTo96 = 79228162514264337593543950336.0;

Error refused(const char* why) {
    return {ErrorCode::kArithmetic, why};
}

Quote quote_of(const SwapResult& result) {
    return {result.amount_in, result.amount_out, result.ticks_crossed, result.end};
}

}  // namespace

BlockBuilder::BlockBuilder(const MarketDefinition& market, const WorldState& parent, BlockNumber number)
    : market_{&market}, number_{number}, world_{parent} {}

void BlockBuilder::begin_transaction(const Address& sender) {
    transactions_.push_back({sender, 0, kTransactionGas});
}

const PoolState* BlockBuilder::state(PoolIndex pool) const {
    const auto& entry = world_[position(pool)];
    return entry ? &entry->pool.state : nullptr;
}

Result<const ConcentratedState*> BlockBuilder::concentrated(PoolIndex pool) const {
    const auto* range_pool = std::get_if<ConcentratedState>(state(pool));
    if (range_pool == nullptr) return refused("no such pool of concentrated liquidity");
    return range_pool;
}

Result<Quote> BlockBuilder::sell(PoolIndex pool, bool zero_for_one, const U256& amount_in) {
    if (state(pool) == nullptr) return refused("no contract at the pool's address");
    const Quote quote = quote_exact_input(*state(pool), zero_for_one, amount_in);
    if (!quote.is_complete() || quote.amount_out.is_zero()) return refused("the pool cannot take all of it");
    if (std::holds_alternative<ConstantProductState>(*state(pool))) {
        apply_pair_trade(pool, zero_for_one, quote);
        return quote;
    }
    const auto& range_pool = std::get<ConcentratedState>(*state(pool));
    const auto result =
        swap(range_pool, {zero_for_one, SwapKind::kExactInput, amount_in, extreme_sqrt_price_limit(zero_for_one)});
    if (!result) return result.error();
    apply_swap_result(pool, zero_for_one, *result);
    return quote;
}

Result<void> BlockBuilder::trade_to_price(PoolIndex pool, double sqrt_price) {
    if (state(pool) == nullptr) return refused("no contract at the pool's address");
    const bool is_pair = std::holds_alternative<ConstantProductState>(*state(pool));
    return is_pair ? trade_pair_to_price(pool, sqrt_price) : trade_range_to_price(pool, sqrt_price);
}

Result<void> BlockBuilder::trade_pair_to_price(PoolIndex pool, double sqrt_price) {
    const auto& pair = std::get<ConstantProductState>(*state(pool));
    const double reserve0 = U256{pair.reserve0}.to_double();
    const double reserve1 = U256{pair.reserve1}.to_double();
    const double root = std::sqrt(reserve0) * std::sqrt(reserve1);
    const double wanted0 = root / sqrt_price;
    const bool zero_for_one = wanted0 > reserve0;
    const auto amount = u256_from_double(zero_for_one ? wanted0 - reserve0 : root * sqrt_price - reserve1);
    if (!amount || amount->is_zero()) return refused("the pair is at that price");
    const auto sold = sell(pool, zero_for_one, *amount);
    if (!sold) return sold.error();
    return {};
}

Result<void> BlockBuilder::trade_range_to_price(PoolIndex pool, double sqrt_price) {
    const auto& before = std::get<ConcentratedState>(*state(pool));
    const auto target = u256_from_double(sqrt_price * kTwoTo96);
    if (!target || !is_valid_sqrt_price(*target)) return refused("no such price");
    if (before.sqrt_price_x96.is_zero() || *target == before.sqrt_price_x96) return refused("nothing to trade");
    const bool zero_for_one = *target < before.sqrt_price_x96;
    const auto result = swap(before, {zero_for_one, SwapKind::kExactInput, U256::power_of_two(160), *target});
    if (!result) return result.error();
    if (result->amount_in.is_zero()) return refused("nothing to trade");
    apply_swap_result(pool, zero_for_one, *result);
    return {};
}

void BlockBuilder::apply_pair_trade(PoolIndex pool, bool zero_for_one, const Quote& quote) {
    const auto& before = std::get<ConstantProductState>(*state(pool));
    const ConstantProductState after = state_after(before, zero_for_one, quote);
    const Address& address = market_->pool(pool).address;
    settle(pool, after, zero_for_one, quote);
    emit(encode_sync(address, after), kPairTradeGas);
    emit(encode_pair_swap(address, {transactions_.back().sender, zero_for_one, quote.amount_in, quote.amount_out}), 0);
}

void BlockBuilder::apply_swap_result(PoolIndex pool, bool zero_for_one, const SwapResult& result) {
    const auto after = state_after(std::get<ConcentratedState>(*state(pool)), result);
    settle(pool, after, zero_for_one, quote_of(result));
    const TradeRecord record{transactions_.back().sender, zero_for_one, result.amount_in, result.amount_out};
    emit(encode_pool_swap(market_->pool(pool).address, record, after), kRangeTradeGas);
}

void BlockBuilder::settle(PoolIndex pool, PoolState after, bool zero_for_one, const Quote& quote) {
    SimulatedPool next = *world_[position(pool)];
    next.pool.state = std::move(after);
    (zero_for_one ? next.balance0 : next.balance1) += quote.amount_in;
    (zero_for_one ? next.balance1 : next.balance0) -= quote.amount_out;
    replace(pool, std::move(next));
}

Result<void> BlockBuilder::initialize(PoolIndex pool, const U256& sqrt_price_x96) {
    const auto before = concentrated(pool);
    if (!before) return before.error();
    if (!is_valid_sqrt_price(sqrt_price_x96)) return refused("no such price");
    const auto after = apply_initialize(**before, sqrt_price_x96, tick_at_sqrt_ratio(sqrt_price_x96));
    if (!after) return after.error();
    SimulatedPool next = *world_[position(pool)];
    next.pool.state = *after;
    replace(pool, std::move(next));
    emit(encode_initialize(market_->pool(pool).address, *after), kLiquidityGas);
    return {};
}

Result<void> BlockBuilder::mint(PoolIndex pool, const LiquidityRange& range) {
    return change_liquidity(pool, range, true);
}

Result<void> BlockBuilder::burn(PoolIndex pool, const LiquidityRange& range) {
    return change_liquidity(pool, range, false);
}

Result<void> BlockBuilder::change_liquidity(PoolIndex pool, const LiquidityRange& range, bool is_mint) {
    const auto before = concentrated(pool);
    if (!before) return before.error();
    if ((*before)->sqrt_price_x96.is_zero() || range.liquidity == 0) return refused("nothing to provide");
    const i128 delta = static_cast<i128>(range.liquidity);
    const auto after = apply_liquidity(**before, range.lower, range.upper, is_mint ? delta : -delta);
    if (!after) return after.error();

    const TokenAmounts amounts = range_amounts(**before, range, is_mint ? Rounding::kUp : Rounding::kDown);
    SimulatedPool next = *world_[position(pool)];
    next.pool.state = *after;
    next.balance0 = is_mint ? next.balance0 + amounts.amount0 : next.balance0 - amounts.amount0;
    next.balance1 = is_mint ? next.balance1 + amounts.amount1 : next.balance1 - amounts.amount1;
    replace(pool, std::move(next));
    const LiquidityRecord record{transactions_.back().sender, range, amounts};
    const Address& address = market_->pool(pool).address;
    emit(is_mint ? encode_mint(address, record) : encode_burn(address, record), kLiquidityGas);
    return {};
}

Result<void> BlockBuilder::resize_pair(PoolIndex pool, std::uint32_t ppm, bool grow) {
    const auto* pair = std::get_if<ConstantProductState>(state(pool));
    if (pair == nullptr || ppm >= kFeeUnit) return refused("no such pair, or more than there is");
    const auto amount0 = static_cast<u128>(pair->reserve0 / kFeeUnit * ppm);
    const auto amount1 = static_cast<u128>(pair->reserve1 / kFeeUnit * ppm);
    if (amount0 == 0 || amount1 == 0) return refused("nothing to provide");
    ConstantProductState after = *pair;
    after.reserve0 = grow ? pair->reserve0 + amount0 : pair->reserve0 - amount0;
    after.reserve1 = grow ? pair->reserve1 + amount1 : pair->reserve1 - amount1;
    if (after.reserve0 > kMaxReserve || after.reserve1 > kMaxReserve) return refused("OVERFLOW");

    SimulatedPool next = *world_[position(pool)];
    next.pool.state = after;
    next.balance0 = U256{after.reserve0};
    next.balance1 = U256{after.reserve1};
    replace(pool, std::move(next));
    const Address& address = market_->pool(pool).address;
    const Address& sender = transactions_.back().sender;
    const TokenAmounts amounts{U256{amount0}, U256{amount1}};
    emit(encode_sync(address, after), kLiquidityGas);
    emit(grow ? encode_pair_mint(address, sender, amounts) : encode_pair_burn(address, sender, amounts), 0);
    return {};
}

void BlockBuilder::replace(PoolIndex pool, SimulatedPool after) {
    check(!transactions_.empty(), "a pool changes in a transaction only");
    after.pool.last_event_block = number_;
    world_[position(pool)] = std::make_shared<const SimulatedPool>(std::move(after));
}

void BlockBuilder::emit(RpcLog log, std::uint64_t gas) {
    logs_.push_back(std::move(log));
    ++transactions_.back().log_count;
    transactions_.back().gas_used += gas;
}

BlockContents BlockBuilder::finish() && {
    return {std::move(transactions_), std::move(logs_), std::make_shared<const WorldState>(std::move(world_))};
}

}  // namespace dexarb
