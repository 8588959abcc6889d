#include "dexarb/amm/constant_product.hpp"

#include "dexarb/base/check.hpp"

namespace dexarb {

namespace {

Quote refused(QuoteEnd end) {
    Quote quote;
    quote.end = end;
    return quote;
}

}  // namespace

U256 constant_product_output(u128 reserve_in, u128 reserve_out, u128 amount_in, FeePpm fee) {
    check(reserve_in <= kMaxReserve && reserve_out <= kMaxReserve && amount_in <= kMaxReserve, "above uint112");
    check(fee.value < kFeeUnit, "a fee takes less than the whole");
    if (reserve_in == 0 || reserve_out == 0 || amount_in == 0) return {};
    const U256 amount_less_fee = U256{amount_in} * U256{kFeeUnit - fee.value};
    return amount_less_fee * U256{reserve_out} / (U256{reserve_in} * U256{kFeeUnit} + amount_less_fee);
}

std::optional<U256> constant_product_input(u128 reserve_in, u128 reserve_out, u128 amount_out, FeePpm fee) {
    check(reserve_in <= kMaxReserve && reserve_out <= kMaxReserve, "above uint112");
    check(fee.value < kFeeUnit, "a fee takes less than the whole");
    if (amount_out == 0) return U256{};
    if (reserve_in == 0 || amount_out >= reserve_out) return std::nullopt;
    // out(x) >= amount_out <=> x (F b - F out) >= a D out, so the least x is one ceiling division.
    const U256 numerator = U256{reserve_in} * U256{amount_out} * U256{kFeeUnit};
    return div_rounding_up(numerator, U256{reserve_out - amount_out} * U256{kFeeUnit - fee.value});
}

Quote quote_exact_input(const ConstantProductState& pool, bool zero_for_one, const U256& amount_in) {
    const u128 reserve_in = zero_for_one ? pool.reserve0 : pool.reserve1;
    const u128 reserve_out = zero_for_one ? pool.reserve1 : pool.reserve0;
    if (reserve_in == 0 || reserve_out == 0) return refused(QuoteEnd::kOutOfLiquidity);
    if (amount_in.is_zero() || amount_in > U256{kMaxReserve - reserve_in}) return refused(QuoteEnd::kReverts);
    Quote quote;
    quote.amount_in = amount_in;
    quote.amount_out = constant_product_output(reserve_in, reserve_out, amount_in.low_u128(), pool.fee);
    return quote.amount_out.is_zero() ? refused(QuoteEnd::kReverts) : quote;
}

Quote quote_exact_output(const ConstantProductState& pool, bool zero_for_one, const U256& amount_out) {
    const u128 reserve_in = zero_for_one ? pool.reserve0 : pool.reserve1;
    const u128 reserve_out = zero_for_one ? pool.reserve1 : pool.reserve0;
    if (amount_out.is_zero()) return refused(QuoteEnd::kReverts);
    if (reserve_in == 0 || amount_out >= U256{reserve_out}) return refused(QuoteEnd::kOutOfLiquidity);
    const auto amount_in = constant_product_input(reserve_in, reserve_out, amount_out.low_u128(), pool.fee);
    if (*amount_in > U256{kMaxReserve - reserve_in}) return refused(QuoteEnd::kReverts);
    Quote quote;
    quote.amount_in = *amount_in;
    quote.amount_out = amount_out;
    return quote;
}

ConstantProductState state_after(const ConstantProductState& pool, bool zero_for_one, const Quote& quote) {
    check(quote.is_complete(), "only a complete quote moves a pair");
    ConstantProductState after = pool;
    u128& reserve_in = zero_for_one ? after.reserve0 : after.reserve1;
    u128& reserve_out = zero_for_one ? after.reserve1 : after.reserve0;
    reserve_in += quote.amount_in.low_u128();
    reserve_out -= quote.amount_out.low_u128();
    return after;
}

}  // namespace dexarb
