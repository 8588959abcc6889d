#include "dexarb/amm/pool_state.hpp"

namespace dexarb {

Quote quote_exact_input(const PoolState& pool, bool zero_for_one, const U256& amount_in) {
    return std::visit([&](const auto& state) { return quote_exact_input(state, zero_for_one, amount_in); }, pool);
}

Quote quote_exact_output(const PoolState& pool, bool zero_for_one, const U256& amount_out) {
    return std::visit([&](const auto& state) { return quote_exact_output(state, zero_for_one, amount_out); }, pool);
}

FeePpm fee_of(const PoolState& pool) {
    return std::visit([](const auto& state) { return state.fee; }, pool);
}

}  // namespace dexarb
