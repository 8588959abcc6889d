#pragma once

#include <cstdint>
#include <optional>

#include "dexarb/arbitrage/route.hpp"
#include "dexarb/base/micro_usd.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// Gas units of a lean cycle contract: a transaction, its hops by kind, and every initialised tick crossed.
/// Calibrated on the real contracts (tests/chain); measured cycles lie within 15 %.
struct GasModel {
    std::uint64_t base = 0;
    std::uint64_t constant_product_hop = 0;
    std::uint64_t concentrated_hop = 0;
    std::uint64_t crossed_tick = 0;
};

/// The calibrated model.
[[nodiscard]] GasModel default_gas_model();

[[nodiscard]] std::uint64_t gas_units(const GasModel& model, const MarketDefinition& market, const Route& route,
                                      std::uint32_t ticks_crossed);

/// units x (base fee + priority fee) at the native price, rounded down; nothing without a native price.
[[nodiscard]] std::optional<MicroUsd> gas_cost(std::uint64_t units, std::uint64_t gas_price_wei,
                                               const std::optional<UsdPrice>& native);

}  // namespace dexarb
