#pragma once

#include <cstdint>

namespace dexarb {

/// How the gas price moves: about a calm level, now and then towards a peak for a while.
struct BaseFeeOptions {
    double calm_gwei = 19.7;
    double peak_low_gwei = 45.0;
    double peak_high_gwei = 95.0;
    double peak_chance = 0.012;      ///< Per block, that a peak begins.
    std::uint32_t peak_blocks = 60;  ///< How long it lasts at most.
    double noise = 0.04;             ///< Deviation of a step.
    double largest_step = 0.05;      ///< Of the parent's fee; consensus allows no more than 0.05.
};

/// The other arbitrageur. He sees what every block leaves open, and takes some of it sooner or later.
struct RivalOptions {
    double min_profit_usd = 1.5;      ///< He leaves less on the table.
    double same_block_chance = 0.35;  ///< Takes it behind the trade that opened it.
    double next_block_chance = 0.08;  ///< First in the block after; the rest of the chance waits longer or passes.
    double later_chance = 0.25;
    std::uint32_t latest_delay_blocks = 4;
};

/// Who trades in the simulated market, how much and how often. Chances are per block.
struct FlowOptions {
    std::uint64_t seed = 1;

    double trades_per_block = 5.0;  ///< Of uninformed traders, on average.
    double median_trade_usd = 200.0;
    double trade_sigma = 1.1;  ///< Deviation of the logarithm of their size.
    double largest_trade_usd = 8000.0;
    double busy_pool_share = 0.6;  ///< Of trades that go to pools of the busy pairs.

    double volatility = 0.0004;          ///< Deviation of a token's price from block to block; stablecoins stay.
    double informed_busy_chance = 0.10;  ///< That a pool of a busy pair is set right, if it is beyond its fee.
    double informed_other_chance = 0.10;
    double informed_margin = 0.0005;  ///< Beyond the fee, from which informed traders act.

    double swing_chance = 0.025;  ///< That somebody throws one pool of a busy pair off by a large trade.
    double swing_low = 0.006;
    double swing_high = 0.04;  ///< Of the price.

    double liquidity_chance = 0.15;       ///< That somebody mints or burns.
    std::uint32_t initialize_after = 20;  ///< Blocks until the uninitialised pool gets its price.
    double reverted_share = 0.2;          ///< Transactions without effect per effective one.

    BaseFeeOptions base_fee;
    RivalOptions rival;
};

}  // namespace dexarb
